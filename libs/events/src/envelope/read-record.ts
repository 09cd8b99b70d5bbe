import type { Instant } from '#core/time';
import { rejected } from '../rejection.ts';
import { isJsonType } from './attributes.ts';
import { attributesOf, readBinary } from './binary-mode.ts';
import type { ReadEnvelope } from './envelope.ts';
import { parseBytes } from './parse.ts';
import { readStructured } from './structured-mode.ts';

/** The part of a log's record that an event is read from. */
export interface EventRecord {
  /** `null` is a tombstone, which no event is. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, Uint8Array>>;
}

/** Reads the CloudEvent of a record: attributes in its headers, or all of it in its value. */
export function readRecord(record: EventRecord, now: Instant): ReadEnvelope {
  if (record.value === null) {
    return rejected({ reason: 'missing-data', path: 'data', message: 'is missing: the record has no value' });
  }
  const { attributes, unreadable } = attributesOf(record.headers);
  const [header] = unreadable;
  if (header !== undefined) {
    return rejected({ reason: 'invalid-utf8', path: header, message: 'must be UTF-8: the header holds other bytes' });
  }
  const mediaType = attributes.datacontenttype;
  return mediaType?.toLowerCase().startsWith('application/cloudevents') === true
    ? readWhole(record.value, mediaType, now)
    : readBinary(attributes, record.value, now);
}

function readWhole(value: Uint8Array, mediaType: string, now: Instant): ReadEnvelope {
  if (!isJsonType(mediaType)) {
    const message = `must be application/cloudevents+json or application/json, got ${mediaType}: send one event in JSON`;
    return rejected({ reason: 'unsupported-content-type', path: '', message });
  }
  const parsed = parseBytes(value, '');
  return parsed.ok ? readStructured(parsed.text, parsed.value, now) : parsed;
}
