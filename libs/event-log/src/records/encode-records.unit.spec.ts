import { describe, expect, it } from 'vitest';

import { RecordRefused, type NewRecord } from '../port.ts';
import { encodeRecords, MAX_RECORD_BYTES } from './encode-records.ts';

const good: NewRecord = { key: 'r-81', value: 'fine' };
const encode = (record: object): unknown => encodeRecords('survey-answered', [good, record as NewRecord], 4);

describe('records that the log would never take', () => {
  it.each([
    ['a key that is no text', { key: 7, value: 'x' }, /Record 1 of 2 for topic survey-answered: its key/],
    ['a value that is a number', { key: 'a', value: 7 }, /neither a text nor bytes nor null/],
    ['a missing value', { key: 'a' }, /neither a text nor bytes nor null/],
    ['a header that is null', { key: 'a', value: '', headers: { ce_id: null } }, /header ce_id is neither a text/],
    ['a partition beyond the last', { key: 'a', value: '', partition: 4 }, /partition 4 does not exist/],
    ['a partition that is no whole number', { key: 'a', value: '', partition: 0.5 }, /partition 0.5 does not exist/],
    ['a value too large', { key: 'a', value: 'x'.repeat(MAX_RECORD_BYTES) }, /takes 1000033 bytes/],
    ['a header too large', { key: 'a', value: '', headers: { h: 'é'.repeat(600_000) } }, /takes 12000/],
  ])('refuses %s', (_, record, message) => {
    expect(() => encode(record)).toThrow(RecordRefused);
    expect(() => encode(record)).toThrow(message);
  });
});

describe('records that it takes', () => {
  it('keeps bytes as they are, and knows a tombstone from an empty value', () => {
    const bytes = new Uint8Array([9, 0, 255, 9]).subarray(1, 3);
    const records = [
      { key: 'é', value: bytes },
      { key: '', value: '' },
      { key: 'gone', value: null },
    ];
    const [first, second, third] = encodeRecords('t', records, 1);
    expect(first).toMatchObject({ key: Buffer.from('é'), value: Buffer.from([0, 255]) });
    expect(second).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) });
    expect(third?.value).toBeNull();
  });

  it('gives the records of a key one partition, unless a partition is asked for', () => {
    const [first, again, asked] = encodeRecords('t', [good, good, { ...good, partition: 3 }], 4);
    expect(again?.partition).toBe(first?.partition);
    expect(asked?.partition).toBe(3);
  });
});
