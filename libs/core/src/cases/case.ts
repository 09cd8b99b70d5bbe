import { isGraver, type Severity } from '#core/alerts';
import { isClosedState, type CaseState } from '#core/case-changes';
import type { Segment } from '#core/segments';
import type { Instant } from '#core/time';
import type { CaseEvent } from './case-event.ts';

/** A customer who is unhappy, until the loop is closed. Folded from its events. */
export interface Case {
  readonly caseId: string;
  readonly subject: string;
  readonly state: CaseState;
  /** How many events it has: whoever changes a case says which version he saw. */
  readonly version: number;
  readonly severity: Severity;
  readonly segment: Segment;
  readonly ticketId: string | undefined;
  readonly owner: string | undefined;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  /** The deadline that has been escalated already: each one is, once. */
  readonly escalatedFor: Instant | undefined;
  readonly snoozedUntil: Instant | undefined;
  readonly acknowledgedAt: Instant | undefined;
  readonly contactedAt: Instant | undefined;
  readonly resolvedAt: Instant | undefined;
  readonly recoveredAt: Instant | undefined;
  /** The alerts that stand. */
  readonly alertIds: readonly string[];
  readonly withdrawnAlertIds: readonly string[];
  /** The good answers that closed the loop. */
  readonly recoveries: readonly { readonly responseId: string; readonly at: Instant }[];
  readonly keys: readonly string[];
  readonly timeline: readonly CaseEvent[];
}

/**
 * The case that its events make.
 *
 * @returns `undefined` without events
 * @throws RangeError when the first event does not open it, or a later one opens it again: the store has mixed up cases
 */
export function caseOf(events: readonly CaseEvent[]): Case | undefined {
  return events.reduce<Case | undefined>(applyToCase, undefined);
}

/** The case after one more event. @throws RangeError as `caseOf` */
export function applyToCase(known: Case | undefined, event: CaseEvent): Case {
  if (known === undefined || event.change === 'opened') {
    if (known !== undefined || event.change !== 'opened') {
      throw new RangeError(`a case begins with its opening, and with nothing else ("${event.change}" at ${event.at})`);
    }
    return opened(event);
  }
  const changed = { ...known, ...changesOf(known, event) };
  return {
    ...changed,
    state: stateOf(changed),
    version: known.version + 1,
    timeline: [...known.timeline, event],
    keys: event.key === undefined ? known.keys : [...known.keys, event.key],
  };
}

/** Whether nothing more is expected of anybody. */
export function isClosed({ state }: Case): boolean {
  return isClosedState(state);
}

function opened(event: Extract<CaseEvent, { change: 'opened' }>): Case {
  const { caseId, subject, severity, segment, ticketId, dueAt, alertId, at, key } = event;
  return {
    caseId,
    subject,
    state: 'open',
    version: 1,
    severity,
    segment,
    ticketId,
    owner: undefined,
    openedAt: at,
    dueAt,
    escalatedFor: undefined,
    snoozedUntil: undefined,
    acknowledgedAt: undefined,
    contactedAt: undefined,
    resolvedAt: undefined,
    recoveredAt: undefined,
    alertIds: [alertId],
    withdrawnAlertIds: [],
    recoveries: [],
    keys: key === undefined ? [] : [key],
    timeline: [event],
  };
}

function changesOf(known: Case, event: Exclude<CaseEvent, { change: 'opened' }>): Partial<Case> {
  const { at } = event;
  switch (event.change) {
    case 'alert-joined':
      return {
        alertIds: [...new Set([...known.alertIds, event.alertId])],
        withdrawnAlertIds: known.withdrawnAlertIds.filter((id) => id !== event.alertId),
        severity: isGraver(event.severity, known.severity) ? event.severity : known.severity,
        dueAt: Math.min(known.dueAt, event.dueAt),
      };
    case 'alert-withdrawn':
      return {
        alertIds: known.alertIds.filter((id) => id !== event.alertId),
        withdrawnAlertIds: [...new Set([...known.withdrawnAlertIds, event.alertId])],
      };
    case 'acknowledged':
      return { acknowledgedAt: known.acknowledgedAt ?? at, owner: known.owner ?? event.by };
    case 'assigned':
      return { owner: event.owner };
    case 'noted':
      return {};
    case 'contacted':
      return { acknowledgedAt: known.acknowledgedAt ?? at, contactedAt: known.contactedAt ?? at };
    case 'resolved':
      return { acknowledgedAt: known.acknowledgedAt ?? at, resolvedAt: at, snoozedUntil: undefined };
    case 'reopened':
      return { resolvedAt: undefined, recoveries: [], recoveredAt: undefined, dueAt: event.dueAt };
    case 'snoozed':
      return { snoozedUntil: event.until, dueAt: Math.max(known.dueAt, event.until) };
    case 'woken':
      return { snoozedUntil: undefined };
    case 'escalated':
      return { owner: event.owner, escalatedFor: known.dueAt };
    case 'recovered':
      return recovery([...known.recoveries, { responseId: event.responseId, at }]);
    case 'recovery-lost':
      return recovery(known.recoveries.filter(({ responseId }) => responseId !== event.responseId));
  }
}

function recovery(recoveries: Case['recoveries']): Partial<Case> {
  return { recoveries, recoveredAt: recoveries[0]?.at };
}

function stateOf(known: Omit<Case, 'state'>): CaseState {
  if (known.recoveries.length > 0) return 'recovered';
  if (known.resolvedAt !== undefined) return 'resolved';
  if (known.contactedAt !== undefined) return 'contacted';
  if (known.alertIds.length === 0) return 'withdrawn';
  return known.acknowledgedAt === undefined ? 'open' : 'acknowledged';
}
