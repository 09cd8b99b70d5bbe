import { applyToCase, type Case, type CaseEvent } from '#core/cases';
import { formatInstant, type Instant } from '#core/time';
import { OUTPUT_TYPES, type CaseChangedData } from '#libs/events';
import type { NewOutboxMessage } from '#libs/postgres';

const TYPE = 'case.changed.v1';

/** A case as `case.changed.v1` says it just after an event. */
export function caseChangedData(known: Case, { change, at, by }: CaseEvent): CaseChangedData {
  const { caseId, version, state, severity, segment, owner, alertIds, ticketId } = known;
  return {
    caseId,
    version,
    change,
    at: formatInstant(at),
    by,
    state,
    severity,
    segment,
    owner: owner ?? null,
    openedAt: formatInstant(known.openedAt),
    acknowledgedAt: textOf(known.acknowledgedAt),
    contactedAt: textOf(known.contactedAt),
    resolvedAt: textOf(known.resolvedAt),
    recoveredAt: textOf(known.recoveredAt),
    dueAt: formatInstant(known.dueAt),
    alertIds: [...alertIds],
    ticketId: ticketId ?? null,
  };
}

/**
 * Tells every destination what has happened to a case, event by event. The event's id follows from the case and its version:
 * told twice, it is the same event.
 *
 * @param known the case before; `undefined` when the first event opens it
 */
export function caseChangedMessages(
  known: Case | undefined,
  events: readonly CaseEvent[],
  destinations: readonly string[],
): NewOutboxMessage[] {
  let grown = known;
  return events.flatMap((event) => {
    grown = applyToCase(grown, event);
    const data = caseChangedData(grown, event);
    const message = {
      key: OUTPUT_TYPES[TYPE].keyOf(data),
      eventId: `case-changed/${grown.caseId}/${grown.version}`,
      type: TYPE,
      happenedAt: event.at,
      body: JSON.stringify(data),
    };
    return destinations.map((destination) => ({ destination, ...message }));
  });
}

function textOf(instant: Instant | undefined): string | null {
  return instant === undefined ? null : formatInstant(instant);
}
