import type { Instant } from '#core/time';
import type { Envelope } from './envelope/envelope.ts';
import { readRecord, type EventRecord } from './envelope/read-record.ts';
import type { InputData } from './reading/input-type.ts';
import { inputTypesByName, SENT_TYPES, type InputTypeName } from './reading/input-types.ts';
import { rejected, show, type Rejected } from './rejection.ts';
import type { InputTopic } from './topics.ts';

/** An event that Barometer reads, checked and in the domain's words. */
export interface InputEvent {
  /** Together with `id` it names the event: the same pair again is the same event again. */
  readonly source: string;
  readonly id: string;
  readonly type: InputTypeName;
  /** When it became known, by its own word; else the log's timestamp says so. */
  readonly recordedAt: Instant | undefined;
  /** The response or the ticket that it speaks of. */
  readonly subject: string;
  readonly data: InputData;
  /** The JSON text of the data as it was received, fields that are not read included. */
  readonly body: string;
}

export type Decoded = { readonly ok: true; readonly event: InputEvent } | Rejected;

/**
 * Decodes a record of an input topic. Never throws: what is no event is a rejection that says why.
 *
 * @param now the reader's clock; what claims to have happened more than a day after it is rejected.
 */
export function decodeEvent(record: EventRecord, now: Instant): Decoded {
  const read = readRecord(record, now);
  return read.ok ? decodeEnvelope(read.envelope, now) : read;
}

/** Decodes the data of an event whose attributes were read. */
export function decodeEnvelope(envelope: Envelope, now: Instant): Decoded {
  const { source, id, recordedAt, dataText } = envelope;
  const inputType = inputTypesByName.get(envelope.type);
  if (inputType === undefined) return unknownType(envelope.type);
  const read = inputType.read(envelope.data, now);
  if (!read.ok) return rejected(...read.findings);
  const { event, subject } = read;
  return { ok: true, event: { source, id, type: inputType.type, recordedAt, subject, data: event, body: dataText } };
}

/** The topic that events of a type are appended to. */
export function topicOf(type: InputTypeName): InputTopic {
  const inputType = inputTypesByName.get(type);
  if (inputType === undefined) throw new RangeError(`no event type is called "${type}"`);
  return inputType.topic;
}

/** The rejection of a type that is not for the one who asks. */
export function unknownType(type: string): Rejected {
  const known = SENT_TYPES.map(({ type }) => type).join(', ');
  return rejected({ reason: 'unknown-type', path: 'type', message: `must be one of ${known}, got ${show(type)}` });
}
