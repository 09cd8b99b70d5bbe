import type { CasePolicy } from '#core/cases';

/** Names them for injection. */
export const CASE_RULES = Symbol('barometer.alerter.case-rules');

/** Who is told of what happens to cases, as it stands in the outbox: `topic:<name>`, `webhook:<receiver>`. */
export interface CaseDestinations {
  /** Every change. */
  readonly tellsChanges: readonly string[];
  /** What people wrote and did about cases that have a ticket. */
  readonly tellsNotes: readonly string[];
}

/** What cases go by. */
export interface CaseRules extends CaseDestinations {
  readonly policy: CasePolicy;
}
