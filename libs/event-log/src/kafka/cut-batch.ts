import type { Batch } from 'kafkajs';

import type { RecordBatch } from '../port.ts';
import { toRecord } from './fetched-records.ts';

const DEFAULT_MAX_RECORDS = 5_000;

/**
 * Cuts what was fetched into batches of the port, from the position on. Short batches keep a transaction short and let
 * the group's other partitions have their turn.
 *
 * @param options.firstEnd where the first batch ends at the latest, by offset
 */
export function* cutBatch(
  fetched: Batch,
  position: number,
  options: { readonly maxRecords: number | undefined; readonly firstEnd: number | undefined },
): Generator<RecordBatch> {
  const { topic, partition } = fetched;
  const maxRecords = options.maxRecords ?? DEFAULT_MAX_RECORDS;
  const startsHere = Number(fetched.messages[0]?.offset) >= position;
  const messages = startsHere ? fetched.messages : fetched.messages.filter(({ offset }) => Number(offset) >= position);
  let firstEnd = options.firstEnd;
  for (let from = 0; from < messages.length;) {
    const most = messages.slice(from, from + maxRecords);
    const end = firstEnd;
    const within = end === undefined ? most : most.filter(({ offset }) => Number(offset) < end);
    const part = within.length > 0 ? within : most;
    firstEnd = undefined;
    from += part.length;
    yield {
      topic,
      partition,
      records: part.map((message) => toRecord(topic, partition, message)),
      // Behind the last message there may be marks of transactions, which are never handed out.
      nextOffset: Number(from === messages.length ? fetched.lastOffset() : part.at(-1)?.offset) + 1,
      highWatermark: Number(fetched.highWatermark),
    };
  }
}
