import { describe, expect, it } from 'vitest';

import { deadLetter } from './dead-letters.ts';
import type { LogRecord, NewRecord } from './port.ts';
import { encodeRecords, MAX_RECORD_BYTES } from './records/encode-records.ts';

const record: LogRecord = {
  topic: 'survey-answered',
  partition: 3,
  offset: 41,
  timestamp: 1_763_800_000_000,
  key: new Uint8Array([0xff, 0x00]),
  value: new Uint8Array([0xc3, 0x28]),
  headers: { ce_id: new Uint8Array([0xfe]) },
};

function headersOf(letter: NewRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(letter.headers ?? {}).map(([name, value]) => [
      name,
      Buffer.from(value as Uint8Array).toString('latin1'),
    ]),
  );
}

describe('a dead letter', () => {
  it('keeps the original bytes, also those that are no text, and says why and from where', () => {
    const letter = deadLetter(record, 'malformed-json', 'byte 1 is no UTF-8');
    expect(letter).toMatchObject({ key: record.key, value: record.value });
    expect(headersOf(letter)).toEqual({
      ce_id: '\xfe',
      dl_reason: 'malformed-json',
      dl_error: 'byte 1 is no UTF-8',
      dl_topic: 'survey-answered',
      dl_partition: '3',
      dl_offset: '41',
    });
  });

  it('keeps a tombstone, and takes a record without key', () => {
    expect(deadLetter({ ...record, key: null, value: null }, 'r', 'e')).toMatchObject({
      key: new Uint8Array(),
      value: null,
    });
  });

  it.each([
    ['value', { value: new Uint8Array(MAX_RECORD_BYTES + 48_000) }, String(MAX_RECORD_BYTES + 48_000)],
    ['key', { key: new Uint8Array(MAX_RECORD_BYTES) }, '2'],
    ['header', { headers: { h: new Uint8Array(MAX_RECORD_BYTES) } }, '2'],
  ])('fits into the log whatever the original is: a huge %s', (_, part, truncated) => {
    const letter = deadLetter({ ...record, ...part }, 'too-large', 'x'.repeat(9_000));
    expect(encodeRecords('survey-answered.dead-letter', [letter], 1)).toHaveLength(1);
    expect(headersOf(letter)).toMatchObject({ dl_truncated: truncated, dl_offset: '41' });
  });
});
