import { shapeOf, type FactKind } from '#core/facts';
import type { Findings } from './findings.ts';

/** A pick must name discrete fields of the fact, each with whole numbers to compare with. */
export function checkPick(findings: Findings, fact: FactKind | undefined, raw: unknown, path: string): void {
  const pick = findings.record(raw, path);
  if (raw === pick && Object.keys(pick).length === 0) findings.add(path, 'must name at least one field');
  for (const [name, values] of Object.entries(pick)) {
    checkField(findings, fact, name, 'discrete', `${path}.${name}`);
    const list = Array.isArray(values) && values.length > 0 && values.every(Number.isInteger);
    if (!list && !isLowerBound(values)) {
      findings.add(`${path}.${name}`, 'must be a list of whole numbers, or {atLeast: a whole number}');
    }
  }
}

function isLowerBound(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).join() === 'atLeast' && Number.isInteger((value as { atLeast: unknown }).atLeast);
}

/** @param fact `undefined` when the definition names none that exists: there is nothing to compare with then */
export function checkField(
  findings: Findings,
  fact: FactKind | undefined,
  name: unknown,
  kind: 'discrete' | 'duration',
  path: string,
): void {
  if (fact === undefined) return;
  const names = shapeOf(fact)
    .fields.filter((field) => field.kind === kind)
    .map((field) => field.name);
  if (names.includes(String(name))) return;
  findings.add(path, `is no ${kind} field of "${fact}" (${names.length === 0 ? 'it has none' : names.join(', ')})`);
}
