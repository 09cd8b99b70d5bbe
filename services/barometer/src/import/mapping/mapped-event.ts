import type { OutgoingEvent, OutgoingEventType } from '../../delivery/outgoing-event.ts';
import type { Problem } from './problem.ts';

/** An event made from a row, with the numbers it can be sorted by. */
export interface MappedEvent {
  readonly event: OutgoingEvent;
  readonly at: number;
  readonly recorded: number;
  readonly sequence: number;
}

/** What became of a row. */
export type RowOutcome =
  | { readonly kind: 'events'; readonly events: readonly MappedEvent[] }
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] }
  /** Nothing wrong and nothing to send: the mapping leaves such rows out, or the row answers nothing. */
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

export type SkipReason = 'left out by the mapping' | 'no answer' | 'no state change';

export interface EventWords {
  readonly id: string;
  readonly source: string;
  readonly type: OutgoingEventType;
  readonly at: number;
  readonly recorded: number | undefined;
  readonly sequence?: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export function mappedEvent({ id, source, type, at, recorded, sequence, data }: EventWords): MappedEvent {
  const event: OutgoingEvent = {
    specversion: '1.0',
    id,
    source,
    type,
    time: new Date(at).toISOString(),
    ...(recorded === undefined ? {} : { recordedtime: new Date(recorded).toISOString() }),
    datacontenttype: 'application/json',
    data,
  };
  return { event, at, recorded: recorded ?? at, sequence: sequence ?? 0 };
}
