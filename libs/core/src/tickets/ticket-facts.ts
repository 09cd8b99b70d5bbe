import type { Fact, FactKind } from '#core/facts';
import type { TicketEvent } from './ticket-event.ts';
import { foldTicket, growingTicket } from './ticket-fold.ts';
import type { Moment, TicketTimeline } from './ticket-timeline.ts';

/** A duration that is not known: it enters no statistics. */
const UNKNOWN = -1;

/** The facts that a ticket contributes as its events stand. */
export function ticketFacts(events: readonly TicketEvent[]): Fact[] {
  return factsOfTimeline(foldTicket(events));
}

/** `ticketFacts` for one ticket whose set of events grows from call to call. */
export function growingTicketFacts(): (events: readonly TicketEvent[]) => Fact[] {
  const timelineOf = growingTicket();
  return (events) => factsOfTimeline(timelineOf(events));
}

function factsOfTimeline(ticket: TicketTimeline): Fact[] {
  const { opened, firstResponse, resolution, closing, cancellation } = ticket;
  const facts: Fact[] = [fact('opened', opened)];
  if (firstResponse !== undefined) facts.push(fact('first-responded', firstResponse, [elapsed(opened, firstResponse)]));
  for (const assignment of ticket.assignments) facts.push(fact('assigned', assignment));
  for (const reopening of ticket.reopenings) facts.push(fact('reopened', reopening));
  if (resolution !== undefined) facts.push(fact('resolved', resolution, [elapsed(opened, resolution)]));
  if (closing !== undefined) {
    const sla = ticket.sla === undefined ? -1 : ticket.sla === 'met' ? 1 : 0;
    const { contacts, reassignments, reopens } = ticket;
    const resolutionTime = resolution === undefined ? UNKNOWN : elapsed(opened, resolution);
    facts.push(
      fact('closed', closing, [sla, contacts, reassignments, reopens, elapsed(opened, closing), resolutionTime]),
    );
  }
  if (cancellation !== undefined) facts.push(fact('cancelled', cancellation));
  for (const spell of ticket.backlog) {
    // A spell without length would add and take back at one instant.
    if (spell.from === spell.until) continue;
    facts.push(fact('backlog-entered', { at: spell.from, attributes: spell.attributes }));
    if (spell.until !== undefined) {
      facts.push(fact('backlog-left', { at: spell.until, attributes: spell.attributes }));
    }
  }
  return facts;
}

function fact(kind: FactKind, moment: Moment, measures: readonly number[] = []): Fact {
  return { kind, at: moment.at, attributes: moment.attributes, measures };
}

/** Milliseconds; a source that says an end before the beginning has said nothing. */
function elapsed(from: Moment, to: Moment): number {
  const length = to.at - from.at;
  return length < 0 ? UNKNOWN : length;
}
