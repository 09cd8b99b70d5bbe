import { describe, expect, it } from 'vitest';

import { encodeRecords, MAX_RECORD_BYTES } from '../records/encode-records.ts';
import { intoRequests } from './requests.ts';

const ofSizes = (...sizes: number[]) =>
  encodeRecords(
    't',
    sizes.map((size, n) => ({ key: String(n), value: 'x'.repeat(size) })),
    1,
  );

describe('requests to the brokers', () => {
  it('hold all records, in order, each request no larger than a record may be', () => {
    const records = ofSizes(400_000, 500_000, 10, MAX_RECORD_BYTES - 40, 10, 10);
    const requests = intoRequests(records);
    expect(requests.map((request) => request.length)).toEqual([3, 1, 2]);
    expect(requests.flat()).toEqual(records);
  });

  it('are none when there is nothing to append', () => {
    expect(intoRequests([])).toEqual([]);
  });
});
