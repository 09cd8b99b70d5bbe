import type { Compilation } from './compilation.ts';
import type { Reading } from './field.ts';
import type { RuleSource } from './rule-schema.ts';
import { fillTemplate, parseTemplate, type Template } from './template.ts';

/** The text that a rule starts from, before any lookup or conversion. */
export type Origin = (reading: Reading) => string | undefined;

/** Compiles `column:`, `text:` or `value:` of a rule, whichever it has, with its missing-value codes. */
export function compileOrigin(rule: RuleSource, path: string, compilation: Compilation): Origin {
  const named = (['column', 'text', 'value'] as const).filter((key) => rule[key] !== undefined);
  if (named.length !== 1) {
    compilation.fault(
      path,
      named.length === 0
        ? 'needs one of column:, text:, value:, anyOf:'
        : `has ${named.join(': and ')}:, but one is allowed`,
    );
    return () => undefined;
  }
  const missing =
    rule.missing === undefined ? compilation.missing : new Set([...compilation.missing, ...rule.missing.map(String)]);
  const present = (text: string | undefined): string | undefined => {
    const trimmed = text?.trim();
    return trimmed === undefined || trimmed === '' || missing.has(trimmed) ? undefined : trimmed;
  };
  if (rule.value !== undefined) return () => String(rule.value);
  if (rule.column !== undefined) {
    const columns = [rule.column].flat();
    compilation.uses(columns, path, rule.optional ?? false);
    return ({ row }) => {
      for (const column of columns) {
        const text = row.get(column);
        if (text !== undefined) return present(text);
      }
      return undefined;
    };
  }
  const template = compileTemplate(rule.text ?? '', path, compilation, rule.optional);
  return template === undefined
    ? () => undefined
    : ({ row }) => present(fillTemplate(template, (column) => present(row.get(column))));
}

function compileTemplate(
  source: string,
  path: string,
  compilation: Compilation,
  optional = false,
): Template | undefined {
  const template = compilation.attempt(path, () => parseTemplate(source));
  if (template === undefined) return undefined;
  const parts = template.parts.map((part) => {
    if (part.kind === 'column') compilation.uses([part.name], path, optional);
    if (part.kind !== 'parameter') return part;
    const text = compilation.parameters.get(part.name);
    if (text === undefined) compilation.fault(path, `{$${part.name}} is not among the mapping's parameters`);
    return { kind: 'text' as const, text: text ?? '' };
  });
  return { parts };
}

/** Zones may be given by a parameter: `zone: '{$zone}'`. */
export function filledZone(source: string, path: string, compilation: Compilation): string | undefined {
  const template = compileTemplate(source, `${path}.zone`, compilation);
  return template === undefined ? undefined : fillTemplate(template, () => undefined);
}
