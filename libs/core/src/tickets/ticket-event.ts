import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';

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

/**
 * One state change of a ticket. Events of a ticket are ordered by `at`, then `sequence`, then `id` and `source`, so a
 * set of events has one order, whatever order they came in.
 */
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
