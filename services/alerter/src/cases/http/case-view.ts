import type { CaseState } from '#core/case-changes';
import { isOverdue, type Case, type CaseEvent } from '#core/cases';
import type { Severity } from '#core/alerts';
import type { Segment } from '#core/segments';
import { formatInstant, type Instant } from '#core/time';

/** A case as lists show it. Times are RFC 3339. */
export interface CaseView {
  readonly caseId: string;
  readonly version: number;
  readonly state: CaseState;
  readonly severity: Severity;
  readonly segment: Segment;
  readonly ticketId: string | null;
  readonly owner: string | null;
  readonly openedAt: string;
  readonly dueAt: string;
  /** Whether the customer should have been contacted by now, and was not. */
  readonly overdue: boolean;
  readonly snoozedUntil: string | null;
  readonly acknowledgedAt: string | null;
  readonly contactedAt: string | null;
  readonly resolvedAt: string | null;
  readonly recoveredAt: string | null;
  readonly alertIds: readonly string[];
}

/** A case with everything that has happened to it. */
export interface CaseDetail extends CaseView {
  readonly timeline: readonly TimelineEntry[];
}

export interface TimelineEntry {
  readonly version: number;
  readonly change: CaseEvent['change'];
  readonly at: string;
  readonly by: string;
  readonly note?: string;
  readonly owner?: string;
  readonly alertId?: string;
  readonly responseId?: string;
  readonly until?: string;
  readonly dueAt?: string;
}

export function caseView(known: Case, now: Instant): CaseView {
  const { caseId, version, state, severity, segment, ticketId, owner, alertIds } = known;
  return {
    caseId,
    version,
    state,
    severity,
    segment,
    ticketId: ticketId ?? null,
    owner: owner ?? null,
    openedAt: formatInstant(known.openedAt),
    dueAt: formatInstant(known.dueAt),
    overdue: isOverdue(known, now),
    snoozedUntil: textOf(known.snoozedUntil),
    acknowledgedAt: textOf(known.acknowledgedAt),
    contactedAt: textOf(known.contactedAt),
    resolvedAt: textOf(known.resolvedAt),
    recoveredAt: textOf(known.recoveredAt),
    alertIds,
  };
}

export function caseDetail(known: Case, now: Instant): CaseDetail {
  return { ...caseView(known, now), timeline: known.timeline.map((event, i) => entryOf(event, i + 1)) };
}

/** Without the subject, which only finds cases, and the key, which is its sender's. */
function entryOf(event: CaseEvent, version: number): TimelineEntry {
  const { change, at, by } = event;
  return {
    version,
    change,
    at: formatInstant(at),
    by,
    ...('note' in event && event.note !== undefined ? { note: event.note } : {}),
    ...('owner' in event ? { owner: event.owner } : {}),
    ...('alertId' in event ? { alertId: event.alertId } : {}),
    ...('responseId' in event ? { responseId: event.responseId } : {}),
    ...('until' in event ? { until: formatInstant(event.until) } : {}),
    ...('dueAt' in event ? { dueAt: formatInstant(event.dueAt) } : {}),
  };
}

function textOf(instant: Instant | undefined): string | null {
  return instant === undefined ? null : formatInstant(instant);
}
