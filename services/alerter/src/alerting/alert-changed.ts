import { formatInstant } from '#core/time';
import { OUTPUT_TYPES, type AlertChangedData } from '#libs/events';
import type { NewOutboxMessage, SavedAlert } from '#libs/postgres';

const TYPE = 'alert.changed.v1';

/** An alert as `alert.changed.v1` says it. */
export function alertChangedData(alert: SavedAlert): AlertChangedData {
  const { alertId, rule, severity, state, changedAt, segment, summary, caseId } = alert;
  const { readings = [], answers, responseId, ticketId } = alert;
  return {
    alertId,
    rule,
    severity,
    state,
    at: formatInstant(changedAt),
    segment,
    summary,
    evidence: {
      readings: readings.map((reading) => ({ ...reading })),
      answers:
        responseId === undefined
          ? []
          : answers.map((answer) => ({ responseId, ...answer, ...(ticketId === undefined ? {} : { ticketId }) })),
      ...(responseId === undefined && ticketId !== undefined ? { ticketId } : {}),
    },
    caseId: caseId ?? null,
  };
}

/**
 * Tells every destination that an alert has come into its state. The event's id follows from the alert and its step: told
 * twice, it is the same event.
 */
export function alertChangedMessages(alert: SavedAlert, destinations: readonly string[]): NewOutboxMessage[] {
  const data = alertChangedData(alert);
  const message = {
    key: OUTPUT_TYPES[TYPE].keyOf(data),
    eventId: `alert-changed/${alert.alertId}/${alert.step}`,
    type: TYPE,
    happenedAt: alert.changedAt,
    body: JSON.stringify(data),
  };
  return destinations.map((destination) => ({ destination, ...message }));
}
