import type { Row } from './row.ts';
import type { ConditionSource } from './rule-schema.ts';

export type Condition = (row: Row) => boolean;

/** A condition holds when every column it names is as expected. A column that is absent or empty has no value. */
export function compileCondition(source: ConditionSource): Condition {
  const checks = Object.entries(source).map(([column, expected]) => {
    const among = expected.in && new Set(expected.in.map(String));
    const without = expected.not && new Set(expected.not.map(String));
    return (row: Row) => {
      const value = row.get(column)?.trim() ?? '';
      if (among !== undefined && !among.has(value)) return false;
      if (without !== undefined && without.has(value)) return false;
      return expected.present === undefined || (value !== '') === expected.present;
    };
  });
  return (row) => checks.every((check) => check(row));
}
