import type { Envelope } from './envelope/envelope.ts';
import { headersOf } from './envelope/binary-mode.ts';

/** A record as it is appended to the log. */
export interface EncodedEvent {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes an event in binary mode: its data byte for byte as it was received. */
export function encodeEnvelope(envelope: Omit<Envelope, 'data' | 'recordedAt'>, key: string): EncodedEvent {
  return { key, value: envelope.dataText, headers: headersOf(envelope) };
}
