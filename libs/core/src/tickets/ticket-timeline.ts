import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import type { BacklogSpell } from './backlog.ts';

/** Something at an instant, with the ticket's attributes as they were then. */
export interface Moment {
  readonly at: Instant;
  readonly attributes: Attributes;
}

/** A ticket's life as its events tell it. */
export interface TicketTimeline {
  readonly opened: Moment;
  readonly firstResponse: Moment | undefined;
  readonly assignments: readonly Moment[];
  readonly reopenings: readonly Moment[];
  /** The resolution that stands; a reopening takes it back. */
  readonly resolution: Moment | undefined;
  /** The closing that stands. A ticket that is closed again counts at the later instant. */
  readonly closing: Moment | undefined;
  readonly cancellation: Moment | undefined;
  readonly backlog: readonly BacklogSpell[];
  readonly contacts: number;
  readonly reassignments: number;
  readonly reopens: number;
  readonly sla: 'met' | 'missed' | undefined;
}
