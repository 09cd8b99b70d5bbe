import { HttpStatus } from '@nestjs/common';
import type { Instant } from '#core/time';
import { elementTexts, parseBytes, readStructured } from '#libs/events';
import { RequestProblem } from '#libs/runtime';
import { readBinaryItem } from './binary-item.ts';
import { bodyFormatOf, type HttpHeaders } from './body-format.ts';
import { nameOf, type Item } from './item.ts';

/** Most events in one request. The answer names each of them, so their number bounds its size too. */
export const MOST_EVENTS = 20_000;

/**
 * Reads a request's events. What is wrong with one of them is told in its item; what is wrong with the body as a whole
 * is thrown.
 *
 * @throws RequestProblem with 400, 413 or 415.
 */
export function readItems(headers: HttpHeaders, body: Uint8Array, now: Instant): readonly Item[] {
  const format = bodyFormatOf(headers);
  if (format === 'binary') return [readBinaryItem(headers, body, now)];
  const bytes = withoutMark(body);
  return format === 'lines' ? readLines(bytes, now) : readJson(bytes, now);
}

function readJson(bytes: Uint8Array, now: Instant): readonly Item[] {
  checkNumber(bytes.length === 0 ? 0 : 1);
  const parsed = parseBytes(bytes, '');
  if (!parsed.ok) {
    const detail = parsed.rejection.problems.map(({ message }) => message).join('; ');
    throw new RequestProblem(HttpStatus.BAD_REQUEST, `The body ${detail}.`);
  }
  const { text, value } = parsed;
  if (!Array.isArray(value)) return [itemOf({ index: 0 }, text, value, now)];
  checkNumber(value.length);
  return elementTexts(text).map((element, index) => itemOf({ index }, element, value[index], now));
}

const LINE_FEED = 0x0a;

/** Splits bytes, not text: a line that is no UTF-8 spoils none of its neighbours. */
function readLines(bytes: Uint8Array, now: Instant): readonly Item[] {
  const items: Item[] = [];
  let begin = 0;
  for (let line = 1; begin < bytes.length; line += 1) {
    const feed = bytes.indexOf(LINE_FEED, begin);
    const end = feed === -1 ? bytes.length : feed;
    const lineBytes = bytes.subarray(begin, end);
    if (!isBlank(lineBytes)) items.push(lineItem(line, lineBytes, now));
    if (items.length > MOST_EVENTS) checkNumber(items.length);
    begin = end + 1;
  }
  checkNumber(items.length);
  return items;
}

function lineItem(line: number, bytes: Uint8Array, now: Instant): Item {
  const parsed = parseBytes(bytes, '');
  if (parsed.ok) return itemOf({ line }, parsed.text, parsed.value, now);
  return { place: { line }, id: undefined, source: undefined, read: parsed };
}

function itemOf(place: Item['place'], text: string, value: unknown, now: Instant): Item {
  return { place, ...nameOf(value), read: readStructured(text, value, now) };
}

function checkNumber(events: number): void {
  if (events === 0) throw new RequestProblem(HttpStatus.BAD_REQUEST, 'The body holds no event. Send at least one.');
  if (events <= MOST_EVENTS) return;
  const detail = `The body holds more than ${MOST_EVENTS} events. Send them in several requests.`;
  throw new RequestProblem(HttpStatus.PAYLOAD_TOO_LARGE, detail);
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** Some editors write the byte order mark before UTF-8; it belongs to no value. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
