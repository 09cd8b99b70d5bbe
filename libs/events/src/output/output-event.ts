import type { Instant } from '#core/time';
import { encodeEvent, type EncodedEvent } from '../encode.ts';
import { readRecord, type EventRecord } from '../envelope/read-record.ts';
import { formatPath, rejected, show, type Rejected } from '../rejection.ts';
import { OUTPUT_TYPES, type OutputData, type OutputTypeName } from './output-types.ts';

/** An event that Barometer writes. */
export interface OutputEvent<Name extends OutputTypeName> {
  readonly id: string;
  readonly source: string;
  readonly type: Name;
  /** When it happened. */
  readonly time: Instant;
  readonly data: OutputData[Name];
}

/** Writes an event as a record in binary mode, keyed as its topic asks. */
export function encodeOutput<Name extends OutputTypeName>(
  event: OutputEvent<Name>,
): EncodedEvent & { readonly key: string } {
  const { keyOf, subjectOf } = OUTPUT_TYPES[event.type];
  const { data } = event;
  return { key: keyOf(data), ...encodeEvent({ ...event, subject: subjectOf(data), data: JSON.stringify(data) }) };
}

/** Reads an event of the type that a topic of Barometer's own holds. Never throws. */
export function decodeOutput<Name extends OutputTypeName>(
  type: Name,
  record: EventRecord,
  now: Instant,
): { readonly ok: true; readonly event: OutputEvent<Name> } | Rejected {
  const read = readRecord(record, now);
  if (!read.ok) return read;
  const { envelope } = read;
  if (envelope.type !== type) {
    const message = `must be ${type}, got ${show(envelope.type)}`;
    return rejected({ reason: 'unknown-type', path: 'type', message });
  }
  const parsed = OUTPUT_TYPES[type].schema.safeParse(envelope.data);
  if (!parsed.success) {
    const findings = parsed.error.issues.map(({ path, message }) => ({
      reason: 'invalid-data' as const,
      path: formatPath(['data', ...path]),
      message,
    }));
    return rejected(...(findings as [(typeof findings)[0]]));
  }
  if (envelope.happenedAt === undefined) {
    return rejected({ reason: 'missing-attribute', path: 'time', message: 'is missing: when it happened' });
  }
  const { id, source, happenedAt: time } = envelope;
  return { ok: true, event: { id, source, type, time, data: parsed.data } };
}
