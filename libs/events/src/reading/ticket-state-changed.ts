import type { SlaWord, TicketCounts, TicketStateChanged } from '#core/tickets';
import { parseInstant, type Instant } from '#core/time';
import { statedDimensions } from '../schemas/dimensions.ts';
import type { TicketStateChangedData } from '../schemas/ticket.ts';
import { positive } from './zero.ts';

/**
 * The domain's form of a ticket's state change.
 *
 * @returns `undefined` when one of its times cannot be read, which no JSON Schema can see.
 */
export function readTicketStateChanged(data: TicketStateChangedData): TicketStateChanged | undefined {
  const at = parseInstant(data.at);
  const openedAt = statedInstant(data.openedAt);
  const resolvedAt = statedInstant(data.resolvedAt);
  const dueAt = statedInstant(data.sla?.dueAt);
  if (at === undefined || openedAt === unreadable || resolvedAt === unreadable || dueAt === unreadable)
    return undefined;
  return {
    kind: 'ticket-state-changed',
    ticketId: data.ticketId,
    state: data.state,
    at,
    sequence: positive(data.sequence ?? 0),
    openedAt,
    attributes: data.attributes ? statedDimensions(data.attributes) : {},
    counts: countsOf(data.counts),
    sla: slaOf(dueAt, data.sla?.met),
    // `null` is a word of its own: closed without a resolution.
    resolvedAt: data.resolvedAt === null ? null : resolvedAt,
  };
}

const unreadable = Symbol('unreadable');

function statedInstant(text: string | null | undefined): Instant | undefined | typeof unreadable {
  if (text === undefined || text === null) return undefined;
  return parseInstant(text) ?? unreadable;
}

function countsOf(wire: TicketStateChangedData['counts']): TicketCounts {
  const stated: { -readonly [Name in keyof TicketCounts]: TicketCounts[Name] } = {};
  if (typeof wire?.contacts === 'number') stated.contacts = positive(wire.contacts);
  if (typeof wire?.reassignments === 'number') stated.reassignments = positive(wire.reassignments);
  if (typeof wire?.reopens === 'number') stated.reopens = positive(wire.reopens);
  return stated;
}

function slaOf(dueAt: Instant | undefined, met: boolean | null | undefined): SlaWord {
  const stated: { -readonly [Name in keyof SlaWord]: SlaWord[Name] } = {};
  if (dueAt !== undefined) stated.dueAt = dueAt;
  if (typeof met === 'boolean') stated.met = met;
  return stated;
}
