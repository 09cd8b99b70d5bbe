import { foldTicket, inTicketOrder, type TicketEvent } from '#core/tickets';
import { mergeAttributes, type Attributes, type Segment } from '#core/segments';
import { namedSegment } from '../alert-dimensions.ts';
import type { DueTicket } from './due.ts';

/**
 * Where a ticket stands towards its due time. The due time that was said last stands, since the instant at which it was
 * first said.
 *
 * @returns `undefined` when it never had one
 */
export function dueTicketOf(
  ticketId: string,
  events: readonly TicketEvent[],
): (DueTicket & { readonly segment: Segment }) | undefined {
  const ordered = inTicketOrder(events);
  const said = ordered.flatMap(({ knownAt, data }) =>
    data.sla.dueAt === undefined ? [] : [{ dueAt: data.sla.dueAt, knownAt }],
  );
  const last = said.at(-1);
  if (last === undefined) return undefined;
  const { resolution, closing, cancellation } = foldTicket(events);
  const ends = [resolution, closing, cancellation].flatMap((moment) => (moment === undefined ? [] : [moment.at]));
  const dueKnownAt = Math.min(...said.filter(({ dueAt }) => dueAt === last.dueAt).map(({ knownAt }) => knownAt));
  const attributes = ordered.reduce<Attributes>((known, { data }) => mergeAttributes(known, data.attributes), {});
  const ticket = { ticketId, dueAt: last.dueAt, dueKnownAt, segment: namedSegment(attributes) };
  return ends.length === 0 ? ticket : { ...ticket, endedAt: Math.min(...ends) };
}
