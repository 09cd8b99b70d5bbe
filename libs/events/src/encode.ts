import { formatInstant, type Instant } from '#core/time';
import { headersOf, type AttributesToWrite } from './envelope/binary-mode.ts';
import type { Envelope } from './envelope/envelope.ts';

/** A record's value and headers; its key is the topic's business. */
export interface EncodedEvent {
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes an event that was read, in binary mode: its data byte for byte as it was received. */
export function encodeEnvelope(envelope: Omit<Envelope, 'data'>): EncodedEvent {
  return { value: envelope.dataText, headers: headersOf(envelope) };
}

/** Writes a new event, in binary mode. `time` is when it happened, `data` its JSON text. */
export function encodeEvent(
  event: Pick<AttributesToWrite, 'id' | 'source' | 'type'> & {
    readonly time?: Instant | undefined;
    readonly subject?: string;
    readonly data: string;
  },
): EncodedEvent {
  const { id, source, type, subject, data } = event;
  const time = event.time === undefined ? undefined : formatInstant(event.time);
  return {
    value: data,
    headers: headersOf({ id, source, type, subject, time, recordedTime: undefined, extensions: {} }),
  };
}
