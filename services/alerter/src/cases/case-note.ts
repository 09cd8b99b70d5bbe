import type { Case, CaseEvent } from '#core/cases';
import { formatInstant } from '#core/time';
import type { NewOutboxMessage } from '#libs/postgres';

/** What the ticket tool is told when somebody has worked on the case of a ticket. */
export interface CaseNote {
  readonly ticketId: string;
  readonly caseId: string;
  readonly change: 'noted' | 'contacted' | 'resolved';
  readonly at: string;
  readonly by: string;
  /** Word for word; null when nothing was written. */
  readonly note: string | null;
}

/**
 * What people wrote and did, for every destination; nothing about a case that has no ticket.
 *
 * @param added how many of the case's last events are new
 */
export function caseNoteMessages(
  { caseId, ticketId, version, timeline }: Case,
  added: number,
  destinations: readonly string[],
): NewOutboxMessage[] {
  if (ticketId === undefined) return [];
  return timeline.slice(-added).flatMap((event, i) => {
    const note = noteOf(event, caseId, ticketId);
    if (note === undefined) return [];
    const message = {
      key: caseId,
      eventId: `case-note/${caseId}/${version - added + i + 1}`,
      type: 'case.note',
      happenedAt: event.at,
      body: JSON.stringify(note),
    };
    return destinations.map((destination) => ({ destination, ...message }));
  });
}

function noteOf(event: CaseEvent, caseId: string, ticketId: string): CaseNote | undefined {
  const { change, at, by } = event;
  if (change !== 'noted' && change !== 'contacted' && change !== 'resolved') return undefined;
  return { ticketId, caseId, change, at: formatInstant(at), by, note: event.note ?? null };
}
