import type { ArrivedEvent } from '#core/subjects';
import type { Instant } from '#core/time';

/** An event of the campaign's desk, in the form in which the oracle counts it. */
export interface SubjectEvent extends Omit<ArrivedEvent, 'knownAt' | 'data'> {
  /** Cases are Barometer's own doing: nobody sends them. */
  readonly data: Exclude<ArrivedEvent['data'], { readonly kind: 'case-changed' }>;
  /** Its `recordedtime`; `undefined` leaves it to the log's timestamp when it became known. */
  readonly recordedAt: Instant | undefined;
}

/** One time that an event is sent. */
export interface Sending {
  readonly event: SubjectEvent;
  /** How many subjects later than its own subject's turn. */
  readonly after: number;
}

/** A response or a ticket with everything that will ever be said of it, duplicates included. */
export interface HistorySubject {
  /** The record key: all events of a subject share a partition. */
  readonly key: string;
  readonly sendings: readonly Sending[];
  /** Sent by a foreign producer straight into Kafka, not through the intake. */
  readonly isForeign: boolean;
}
