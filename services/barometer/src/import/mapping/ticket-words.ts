import type { Compilation } from './compilation.ts';
import { compileDate, compileRule } from './compile-rule.ts';
import type { TicketWordsSource } from './mapping-schema.ts';
import { compileGroup, recordOf, written, type RecordReader } from './record.ts';
import type { RuleSource } from './rule-schema.ts';
import { booleanKind, countKind, textKind } from './value-kinds.ts';

/** Compiles what a ticket event says beside its state: attributes, counts, service level, openedAt, resolvedAt. */
export function compileTicketWords(source: TicketWordsSource, path: string, compilation: Compilation): RecordReader {
  const date = (rule: RuleSource | undefined, name: string) =>
    rule && written(compileDate(rule, `${path}.${name}`, compilation));
  const { attributes, counts, sla } = source;
  return recordOf({
    openedAt: date(source.openedAt, 'openedAt'),
    attributes: recordOf(compileGroup(attributes, `${path}.attributes`, () => textKind, compilation)),
    counts: recordOf(compileGroup(counts, `${path}.counts`, (rule) => countKind(rule.number), compilation)),
    sla: recordOf({
      dueAt: date(sla?.dueAt, 'sla.dueAt'),
      met: sla?.met && compileRule(sla.met, `${path}.sla.met`, () => booleanKind, compilation),
    }),
    resolvedAt: date(source.resolvedAt, 'resolvedAt'),
  });
}

const GROUPS = ['attributes', 'counts', 'sla'] as const;

/** What a change says of itself wins over what is said of the whole ticket, field by field. */
export function mergeTicketWords(
  ticket: Readonly<Record<string, unknown>> | undefined,
  change: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...ticket, ...change };
  for (const name of GROUPS) {
    const [general, own] = [ticket?.[name], change?.[name]];
    if (general !== undefined && own !== undefined) merged[name] = { ...(general as object), ...(own as object) };
  }
  return merged;
}
