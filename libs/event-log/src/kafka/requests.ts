import type { Message } from 'kafkajs';

import type { EncodedRecord } from '../records/encode-records.ts';
import { MAX_RECORD_BYTES } from '../records/encode-records.ts';

/**
 * Cuts records into requests. What a request holds for a partition becomes one batch, and the brokers' limit is on
 * batches, so the sum of a request stays below what is allowed for a single record.
 */
export function intoRequests(records: readonly EncodedRecord[]): EncodedRecord[][] {
  const requests: EncodedRecord[][] = [];
  let room = 0;
  for (const record of records) {
    if (record.size > room) {
      requests.push([]);
      room = MAX_RECORD_BYTES;
    }
    requests.at(-1)?.push(record);
    room -= record.size;
  }
  return requests;
}

export function toMessage({ key, value, headers, partition }: EncodedRecord): Message {
  return { key, value, headers: { ...headers }, partition };
}
