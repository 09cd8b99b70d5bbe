import type { Severity } from '#core/alerts';
import type { Segment } from '#core/segments';
import type { Instant } from '#core/time';

/** What can happen to a case. */
export type CaseChange =
  | {
      readonly change: 'opened';
      readonly caseId: string;
      /** What later alerts find the case by: the respondent, else the ticket, else the alert. Opaque, and no name. */
      readonly subject: string;
      readonly alertId: string;
      readonly severity: Severity;
      readonly segment: Segment;
      readonly ticketId?: string;
      readonly dueAt: Instant;
    }
  | { readonly change: 'alert-joined'; readonly alertId: string; readonly severity: Severity; readonly dueAt: Instant }
  | { readonly change: 'alert-withdrawn'; readonly alertId: string }
  | { readonly change: 'acknowledged' }
  | { readonly change: 'assigned'; readonly owner: string }
  | { readonly change: 'noted'; readonly note: string }
  | { readonly change: 'contacted'; readonly note?: string }
  | { readonly change: 'resolved'; readonly note?: string }
  | { readonly change: 'reopened'; readonly dueAt: Instant }
  | { readonly change: 'snoozed'; readonly until: Instant }
  | { readonly change: 'woken' }
  | { readonly change: 'escalated'; readonly owner: string }
  | { readonly change: 'recovered'; readonly responseId: string }
  | { readonly change: 'recovery-lost'; readonly responseId: string };

/** A change that has happened; the events of a case, in order, are its timeline. */
export type CaseEvent = CaseChange & {
  readonly at: Instant;
  /** Who did it; `barometer` for what nobody did. */
  readonly by: string;
  /** The key under which somebody asked for it: asked again, it is not done again. */
  readonly key?: string;
};

export const NOBODY = 'barometer';
