import type { Instant } from '#core/time';
import type { OutgoingEvent, OutgoingEventType } from '../delivery/outgoing-event.ts';

/** An event of the simulated desk, and when it comes in. */
export interface DeskEvent {
  /** When the event arrives; a second copy arrives later than the first. */
  readonly arrivesAt: Instant;
  readonly event: OutgoingEvent;
}

/** A fact of the desk before it is put on its way. */
export interface DeskFact {
  readonly id: string;
  readonly type: OutgoingEventType;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

export function toEvent(fact: DeskFact, source: string, recordedAt: Instant): OutgoingEvent {
  return {
    specversion: '1.0',
    id: fact.id,
    source,
    type: fact.type,
    time: new Date(fact.at).toISOString(),
    recordedtime: new Date(recordedAt).toISOString(),
    datacontenttype: 'application/json',
    data: fact.data,
  };
}
