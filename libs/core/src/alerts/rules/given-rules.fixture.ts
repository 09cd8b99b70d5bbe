import { loadAlertRules } from './load-rules.ts';
import type { AlertRule } from './rule.ts';

/** A shipped rule, with some of its fields changed. @throws RangeError when no shipped rule has that id and kind */
export function givenRule<K extends AlertRule['kind']>(
  kind: K,
  id: string,
  changes: Partial<Extract<AlertRule, { kind: K }>> = {},
): Extract<AlertRule, { kind: K }> {
  const rule = loadAlertRules().rules.find((each) => each.id === id && each.kind === kind);
  if (rule === undefined) throw new RangeError(`no shipped ${kind} rule is called "${id}"`);
  return { ...(rule as Extract<AlertRule, { kind: K }>), ...changes };
}
