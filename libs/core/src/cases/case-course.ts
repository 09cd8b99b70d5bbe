import type { Severity } from '#core/alerts';
import type { Segment } from '#core/segments';
import type { Instant } from '#core/time';
import { isClosed, type Case } from './case.ts';
import { NOBODY, type CaseEvent } from './case-event.ts';
import { deadlineFor, type CasePolicy } from './case-policy.ts';

/** An alert that needs somebody to talk to a customer. */
export interface CaseGrounds {
  readonly alertId: string;
  readonly severity: Severity;
  readonly segment: Segment;
  /** When it fired. */
  readonly at: Instant;
  readonly subject: string;
  readonly ticketId?: string;
}

/**
 * What an alert that fires means for the case of its subject: it opens one, joins the one that is open, or brings the one
 * back that it had already been part of. A page that is muted or held back changes nothing here.
 *
 * @param known the latest case of the subject, open or closed
 */
export function followAlert(
  known: Case | undefined,
  grounds: CaseGrounds,
  policy: CasePolicy,
  newCaseId: string,
): readonly CaseEvent[] {
  const { alertId, severity, segment, at, subject, ticketId } = grounds;
  const dueAt = at + deadlineFor(policy, severity, segment.segment);
  const joined: CaseEvent = { change: 'alert-joined', alertId, severity, dueAt, at, by: NOBODY };
  const isOf = known !== undefined && [...known.alertIds, ...known.withdrawnAlertIds].includes(alertId);
  if (known === undefined || (isClosed(known) && !isOf)) {
    const ticket = ticketId === undefined ? {} : { ticketId };
    return [
      { change: 'opened', caseId: newCaseId, subject, alertId, severity, segment, ...ticket, dueAt, at, by: NOBODY },
    ];
  }
  if (known.alertIds.includes(alertId)) return [];
  return known.state === 'resolved' || known.state === 'recovered'
    ? [{ change: 'reopened', dueAt, at, by: NOBODY }, joined]
    : [joined];
}

/** What it means for a case that one of its alerts was withdrawn. */
export function followWithdrawal(known: Case, alertId: string, at: Instant): readonly CaseEvent[] {
  return known.alertIds.includes(alertId) ? [{ change: 'alert-withdrawn', alertId, at, by: NOBODY }] : [];
}

/** A later answer of a case's respondent, as it stands. */
export interface LaterAnswer {
  readonly responseId: string;
  readonly answeredAt: Instant;
  /** Whether all its scores are satisfied ones: one good score beside a bad one closes no loop. */
  readonly good: boolean;
}

/** What a later answer of the respondent means: it closes the loop, or, corrected, opens it again. */
export function followAnswer(known: Case, answer: LaterAnswer, at: Instant, policy: CasePolicy): readonly CaseEvent[] {
  const { responseId, answeredAt, good } = answer;
  const counts = known.recoveries.some((each) => each.responseId === responseId);
  const inTime = answeredAt > known.openedAt && answeredAt <= known.openedAt + policy.recoveredWithin;
  if (good && inTime && !counts && known.state !== 'withdrawn') {
    return [{ change: 'recovered', responseId, at, by: NOBODY }];
  }
  return counts && !(good && inTime) ? [{ change: 'recovery-lost', responseId, at, by: NOBODY }] : [];
}

/** What the clock means for a case: it wakes from a snooze, and is escalated when its deadline passes without a contact. */
export function followClock(known: Case, at: Instant, policy: CasePolicy): readonly CaseEvent[] {
  if (isClosed(known)) return [];
  const { snoozedUntil, dueAt } = known;
  if (snoozedUntil !== undefined && at < snoozedUntil) return [];
  const woken: CaseEvent[] = snoozedUntil === undefined ? [] : [{ change: 'woken', at, by: NOBODY }];
  return awaitsContact(known) && at >= dueAt
    ? [...woken, { change: 'escalated', owner: policy.escalateTo, at, by: NOBODY }]
    : woken;
}

/** When `followClock` must be asked again; `undefined` when the clock changes nothing any more. */
export function caseWakesAt(known: Case): Instant | undefined {
  if (isClosed(known)) return undefined;
  return known.snoozedUntil ?? (awaitsContact(known) ? known.dueAt : undefined);
}

/** Whether the customer should have been contacted by then, and was not. */
export function isOverdue({ state, dueAt }: Case, at: Instant): boolean {
  return (state === 'open' || state === 'acknowledged') && at >= dueAt;
}

function awaitsContact({ state, dueAt, escalatedFor }: Case): boolean {
  return (state === 'open' || state === 'acknowledged') && escalatedFor !== dueAt;
}
