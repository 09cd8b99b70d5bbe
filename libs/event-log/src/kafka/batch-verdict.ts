import type { Batch } from 'kafkajs';

import type { PositionLost, RecordIdentity } from '../port.ts';
import { lostByIdentity } from '../reading/position-check.ts';
import { toRecord } from './fetched-records.ts';

/** kafkajs 2.2.4 keeps in each batch the offset that it had asked for; its types do not say so. */
export type FetchedBatch = Batch & { readonly fetchedOffset: string };

export type Verdict =
  | { readonly kind: 'ours' }
  /** It was fetched from another place than the position: before a seek, or because kafkajs lost the offset. */
  | { readonly kind: 'from elsewhere' }
  | { readonly kind: 'of another topic'; readonly error: PositionLost };

/**
 * Judges whether a batch goes on where the projection stands. kafkajs never says that an offset was lost: it logs a line
 * and reads on at the start of the topic, so only the offsets themselves can tell.
 *
 * @param unrecognised the record that must be found at its old place first, if any
 */
export function judge(batch: FetchedBatch, position: number, unrecognised: RecordIdentity | undefined): Verdict {
  const wanted = unrecognised?.offset ?? position;
  const first = Number(batch.firstOffset());
  // A batch that was asked for at the wanted offset and begins later has a gap there: compaction, or marks of transactions.
  if (first < wanted || Number(batch.fetchedOffset) > wanted) return { kind: 'from elsewhere' };
  const found = batch.messages.find(({ offset }) => Number(offset) === unrecognised?.offset);
  if (unrecognised === undefined || found === undefined) return { kind: 'ours' };
  const { topic, partition } = batch;
  const error = lostByIdentity(topic, partition, unrecognised, toRecord(topic, partition, found));
  return error === undefined ? { kind: 'ours' } : { kind: 'of another topic', error };
}
