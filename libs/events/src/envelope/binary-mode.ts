import type { Instant } from '#core/time';
import { textOf } from '../bytes.ts';
import { findUnstorable } from '../storable-text.ts';
import { rejected } from '../rejection.ts';
import { setAttribute, toEnvelope, type AttributeTexts } from './attributes.ts';
import type { Envelope, ReadEnvelope } from './envelope.ts';
import { parseBytes } from './parse.ts';

/** Reads an event whose attributes came beside its data, and whose data is the whole of the bytes. */
export function readBinary(attributes: AttributeTexts, bytes: Uint8Array, now: Instant): ReadEnvelope {
  const parsed = parseBytes(bytes, 'data');
  if (!parsed.ok) return parsed;
  const unstorable = findUnstorable(parsed.text, parsed.value, 'data');
  if (unstorable !== undefined) return rejected(unstorable);
  return toEnvelope(attributes, parsed.value, parsed.text, now);
}

/** Records of one topic repeat a handful of header names: looked up, each is taken apart once. */
const attributeNames = new Map<string, string | undefined>();
const MOST_NAMES = 1_000;

function attributeName(header: string): string | undefined {
  if (attributeNames.has(header)) return attributeNames.get(header);
  const lower = header.toLowerCase();
  const name = lower === 'content-type' ? 'datacontenttype' : lower.startsWith('ce_') ? lower.slice(3) : undefined;
  if (attributeNames.size < MOST_NAMES) attributeNames.set(header, name);
  return name;
}

/** The attributes in a log record's headers `ce_*` and `content-type`, and the names of headers that are no UTF-8. */
export function attributesOf(headers: Readonly<Record<string, Uint8Array>>): {
  readonly attributes: AttributeTexts;
  readonly unreadable: readonly string[];
} {
  const attributes: AttributeTexts = {};
  const unreadable: string[] = [];
  for (const header in headers) {
    const name = attributeName(header);
    const bytes = headers[header];
    if (name === undefined || bytes === undefined) continue;
    const text = textOf(bytes);
    if (text === undefined) unreadable.push(name);
    else setAttribute(attributes, name, text);
  }
  return { attributes, unreadable };
}

export type AttributesToWrite = Pick<
  Envelope,
  'id' | 'source' | 'type' | 'subject' | 'time' | 'recordedTime' | 'extensions'
>;

/** The headers that carry an event's attributes in a log record. */
export function headersOf(envelope: AttributesToWrite): Record<string, string> {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: envelope.id,
    ce_source: envelope.source,
    ce_type: envelope.type,
  };
  if (envelope.subject !== undefined) headers['ce_subject'] = envelope.subject;
  if (envelope.time !== undefined) headers['ce_time'] = envelope.time;
  if (envelope.recordedTime !== undefined) headers['ce_recordedtime'] = envelope.recordedTime;
  for (const [name, value] of Object.entries(envelope.extensions)) headers[`ce_${name}`] = value;
  headers['content-type'] = 'application/json';
  return headers;
}
