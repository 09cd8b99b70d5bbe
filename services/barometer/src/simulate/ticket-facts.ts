import type { DeskFact } from './desk-event.ts';
import type { TicketCase, TicketChange, TicketLife } from './ticket-life.ts';

/** The state changes of a ticket as its tool would report them. */
export function ticketFacts(ticket: TicketCase, life: TicketLife): DeskFact[] {
  return life.changes.map((change, place) => {
    const sequence = place + 1;
    const verdict = change.state === 'closed' ? { met: (life.resolvedAt ?? change.at) <= life.dueAt } : {};
    return {
      id: `${ticket.ticketId}/${sequence}`,
      type: 'ticket.state-changed.v1',
      at: change.at,
      data: {
        ticketId: ticket.ticketId,
        state: change.state,
        at: new Date(change.at).toISOString(),
        sequence,
        openedAt: new Date(ticket.openedAt).toISOString(),
        attributes: attributesOf(ticket, change),
        counts: change.counts,
        sla: { dueAt: new Date(life.dueAt).toISOString(), ...verdict },
      },
    };
  });
}

/** The ticket as it was at a change. */
export function attributesOf(ticket: TicketCase, change: TicketChange): Record<string, string> {
  return {
    service: ticket.service.name,
    team: change.team.name,
    ...(change.agent === undefined ? {} : { agent: change.agent.name }),
    channel: ticket.channel.name,
    topic: ticket.topic,
    priority: ticket.priority.name,
    company: ticket.company.name,
    segment: ticket.company.segment,
    product: ticket.service.product,
  };
}
