import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';

/** In the order of a ticket's life, which settles ties; the place in this list is also how a state is stored. */
export const TICKET_STATES = [
  'opened',
  'assigned',
  'responded',
  'pending',
  'resumed',
  'escalated',
  'resolved',
  'reopened',
  'closed',
  'cancelled',
  'merged',
] as const;

export type TicketState = (typeof TICKET_STATES)[number];

/** One state change of a ticket. */
export interface TicketStateChanged {
  readonly kind: 'ticket-state-changed';
  readonly ticketId: string;
  readonly state: TicketState;
  readonly at: Instant;
  readonly sequence: number;
  /** The source's own word on when the ticket was opened; wins over what can be inferred. */
  readonly openedAt: Instant | undefined;
  readonly attributes: Attributes;
  readonly counts: TicketCounts;
  readonly sla: SlaWord;
  /**
   * The source's own word on when the ticket was resolved. On a `closed` event `null` says that the source holds no
   * resolution; anywhere else `null` and `undefined` both say nothing.
   */
  readonly resolvedAt: Instant | null | undefined;
}

/** Running totals as the source counts them. */
export interface TicketCounts {
  readonly contacts?: number;
  readonly reassignments?: number;
  readonly reopens?: number;
}

/** What the source says of the ticket's service level: when it is due, and its own verdict. */
export interface SlaWord {
  readonly dueAt?: Instant;
  readonly met?: boolean;
}

/** An event of a ticket as the fold keeps it. `source` and `id` are the event's own: they break ties. */
export interface TicketEvent {
  readonly source: string;
  readonly id: string;
  readonly knownAt: Instant;
  readonly data: TicketStateChanged;
}

/**
 * A set of events has one order, whatever order they came in: `at`, then `sequence`. Sources that count to the minute and
 * number nothing resolve and close "at once"; the order of a ticket's life tells such events apart. What is left
 * goes by `id` and `source`.
 */
export function inTicketOrder(events: readonly TicketEvent[]): TicketEvent[] {
  return [...events].sort(
    (a, b) =>
      a.data.at - b.data.at ||
      a.data.sequence - b.data.sequence ||
      TICKET_STATES.indexOf(a.data.state) - TICKET_STATES.indexOf(b.data.state) ||
      compareTexts(a.id, b.id) ||
      compareTexts(a.source, b.source),
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
