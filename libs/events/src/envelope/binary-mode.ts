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
const attributeNames = new Map<string, string>();
const MOST_NAMES = 1_000;
const NO_ATTRIBUTE = '';

function attributeName(header: string): string {
  const known = attributeNames.get(header);
  if (known !== undefined) return known;
  const lower = header.toLowerCase();
  const name =
    lower === 'content-type' ? 'datacontenttype' : lower.startsWith('ce_') ? lower.slice('ce_'.length) : NO_ATTRIBUTE;
  if (attributeNames.size < MOST_NAMES) attributeNames.set(header, name);
  return name;
}

/**
 * The last bytes of the attributes that neighbouring records mostly share, with their text: comparing a few bytes takes
 * a fraction of the time of decoding them.
 */
const lastSeen: Record<string, { bytes: Uint8Array; text: string } | undefined> = {
  specversion: undefined,
  source: undefined,
  type: undefined,
  datacontenttype: undefined,
};

function attributeText(name: string, bytes: Uint8Array): string | undefined {
  if (!(name in lastSeen)) return textOf(bytes);
  const last = lastSeen[name];
  if (last !== undefined && isEqual(last.bytes, bytes)) return last.text;
  const text = textOf(bytes);
  // A copy, because the bytes of a record are a window on the whole batch that it was fetched with.
  if (text !== undefined) lastSeen[name] = { bytes: Uint8Array.from(bytes), text };
  return text;
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let place = 0; place < left.length; place += 1) if (left[place] !== right[place]) return false;
  return true;
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
    if (name === NO_ATTRIBUTE || bytes === undefined) continue;
    const text = attributeText(name, bytes);
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
