import { z } from 'zod';
import { TICKET_STATES } from '#core/tickets';
import { ratedDimensions } from './dimensions.ts';
import { count, expecting, identifier, instantText, object, verdict } from './values.ts';

export const ticketStateChanged = object({
  ticketId: identifier,
  state: z.enum(TICKET_STATES, { error: expecting(`one of ${TICKET_STATES.join(', ')}`) }),
  at: instantText.describe('When the ticket came into the state.'),
  sequence: count.nullish().describe('Orders the changes of one ticket at one instant. Default 0.'),
  openedAt: instantText.nullish().describe("The source's own word on when the ticket was opened."),
  attributes: object(ratedDimensions).nullish().describe('The ticket as it was at that instant.'),
  counts: object({ contacts: count.nullish(), reassignments: count.nullish(), reopens: count.nullish() })
    .nullish()
    .describe('Running totals as the source counts them; they win over what can be inferred.'),
  sla: object({ dueAt: instantText.nullish(), met: verdict })
    .nullish()
    .describe('When the ticket is due, and whether the source says that it was met.'),
  resolvedAt: instantText
    .nullish()
    .describe("The source's own word. On `closed`, null says that the ticket was closed without a resolution."),
});

export type TicketStateChangedData = z.infer<typeof ticketStateChanged>;
