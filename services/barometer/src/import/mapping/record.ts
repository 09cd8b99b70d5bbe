import type { Compilation } from './compilation.ts';
import { compileRule } from './compile-rule.ts';
import type { Field, Reading, ValueKind } from './field.ts';
import type { RuleSource } from './rule-schema.ts';

/** Writes fields into an object, leaving out those without a value. */
export type RecordReader = (reading: Reading) => Record<string, unknown> | undefined;

/** A reader of several fields as one object; `undefined` when none of them has a value. */
export function recordOf(fields: Readonly<Record<string, Field<unknown> | undefined>>): RecordReader {
  const entries = Object.entries(fields).filter((entry): entry is [string, Field<unknown>] => entry[1] !== undefined);
  return (reading) => {
    let record: Record<string, unknown> | undefined;
    for (const [name, field] of entries) {
      const value = field(reading);
      if (value !== undefined) (record ??= {})[name] = value;
    }
    return record;
  };
}

/** Compiles a group of rules that all give the same kind of value. */
export function compileGroup<T>(
  rules: Readonly<Record<string, RuleSource | undefined>> | undefined,
  path: string,
  kind: (rule: RuleSource) => ValueKind<T>,
  compilation: Compilation,
): Record<string, Field<T>> {
  const fields: Record<string, Field<T>> = {};
  for (const [name, rule] of Object.entries(rules ?? {})) {
    if (rule !== undefined) fields[name] = compileRule(rule, `${path}.${name}`, kind, compilation);
  }
  return fields;
}

/** A field that must have a value: the row is rejected without it. */
export function required<T>(field: Field<T>, path: string): (reading: Reading) => T | undefined {
  return (reading) => {
    const before = reading.problems.length;
    const value = field(reading);
    if (value !== undefined && value !== null) return value;
    if (reading.problems.length === before) reading.problems.push({ path, reason: 'has no value in this row' });
    return undefined;
  };
}

/** Instants are written as the wire has them; an explicit `null` stays. */
export function written(field: Field<number> | undefined): Field<string> | undefined {
  if (field === undefined) return undefined;
  return (reading) => {
    const instant = field(reading);
    return typeof instant === 'number' ? new Date(instant).toISOString() : instant;
  };
}
