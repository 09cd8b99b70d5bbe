import type { SurveyAnswered, SurveyWithdrawn } from '#core/answers';
import type { Contribution } from '#core/facts';
import type { Instant } from '#core/time';
import type { DueTicket } from '../judges/due.ts';

/** What is known of the past, for a dry run of rules. Nothing is known before its `knownAt`, as it was then. */
export interface History {
  /** Every fact that was added or taken back: what windows are made of. In any order. */
  readonly contributions: readonly Contribution[];
  /** Every answer and withdrawal, in the order in which the log took them. */
  readonly responses: readonly HistoricResponse[];
  /** Every ticket that had a due time. */
  readonly dueTickets: readonly DueTicket[];
}

export interface HistoricResponse {
  readonly source: string;
  readonly id: string;
  readonly loggedAt: Instant;
  readonly data: SurveyAnswered | SurveyWithdrawn;
}
