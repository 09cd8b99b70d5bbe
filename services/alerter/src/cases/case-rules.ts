import type { CasePolicy } from '#core/cases';

/** Names them for injection. */
export const CASE_RULES = Symbol('barometer.alerter.case-rules');

/** What cases go by. */
export interface CaseRules {
  readonly policy: CasePolicy;
  /** Where every change of a case is told: `topic:<name>`. */
  readonly destinations: readonly string[];
}
