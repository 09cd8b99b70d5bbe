import type { Instant } from '#core/time';
import type { DueRule } from '../rules/rule.ts';

/** A ticket as its events stand now. */
export interface DueTicket {
  readonly ticketId: string;
  readonly dueAt: Instant;
  /** When the due time became known; a due time that was set afterwards is no surprise at that instant. */
  readonly dueKnownAt: Instant;
  /** When it was resolved, closed, cancelled or merged. */
  readonly endedAt?: Instant;
}

/** What a ticket's due time calls for at an instant. */
export type DueStanding =
  /** Nothing yet; the timer must look again at `wakeAt`. */
  | { readonly says: 'waiting'; readonly wakeAt: Instant }
  /** Nothing, and nothing to wait for. */
  | { readonly says: 'met' }
  /** Due and not done: the alert fires since then. */
  | { readonly says: 'overdue'; readonly since: Instant }
  /** Done, but too late. */
  | { readonly says: 'missed'; readonly since: Instant; readonly endedAt: Instant };

/**
 * Where a ticket stands towards its due time. A function of the ticket and the clock alone: a due time that is moved, or a
 * resolution that becomes known late, is judged anew and takes an alert back that should never have been.
 */
export function judgeDue(rule: DueRule, { dueAt, dueKnownAt, endedAt }: DueTicket, at: Instant): DueStanding {
  if (endedAt !== undefined && endedAt <= dueAt) return { says: 'met' };
  const since = Math.max(dueAt, dueKnownAt);
  // Found in an import of an old file: thousands of tickets that had been due for months.
  if (since - dueAt > rule.freshFor) return { says: 'met' };
  if (endedAt !== undefined && endedAt <= since) return { says: 'met' };
  if (at < since) return { says: 'waiting', wakeAt: since };
  return endedAt !== undefined && endedAt <= at ? { says: 'missed', since, endedAt } : { says: 'overdue', since };
}
