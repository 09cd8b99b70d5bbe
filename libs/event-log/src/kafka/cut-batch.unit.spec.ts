import type { Batch, KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';

import { judge, type FetchedBatch } from './batch-verdict.ts';
import { cutBatch } from './cut-batch.ts';

/** A fetched batch with the given offsets, whose last fetched offset may be a mark that is not handed out. */
function fetched(offsets: number[], options: { askedFor?: number; last?: number } = {}): FetchedBatch {
  const messages = offsets.map((offset) => ({
    key: Buffer.from('k'),
    value: Buffer.from('v'),
    timestamp: '1763800000000',
    attributes: 0,
    offset: String(offset),
  })) as unknown as KafkaMessage[];
  const batch: Omit<Batch, 'isEmpty' | 'offsetLag' | 'offsetLagLow'> & { fetchedOffset: string } = {
    topic: 't',
    partition: 0,
    highWatermark: '100',
    fetchedOffset: String(options.askedFor ?? offsets[0]),
    messages,
    firstOffset: () => String(offsets[0]),
    lastOffset: () => String(options.last ?? offsets.at(-1)),
  };
  return batch as FetchedBatch;
}

function cut(
  offsets: number[],
  position: number,
  options: { maxRecords?: number; firstEnd?: number; last?: number } = {},
) {
  const { maxRecords, firstEnd, ...rest } = options;
  return [...cutBatch(fetched(offsets, rest), position, { maxRecords, firstEnd })].map(({ records, nextOffset }) => ({
    offsets: records.map(({ offset }) => offset),
    nextOffset,
  }));
}

describe('cutting what was fetched', () => {
  it('begins at the position and keeps to the number of records', () => {
    expect(cut([3, 4, 5, 6, 7], 4, { maxRecords: 3 })).toEqual([
      { offsets: [4, 5, 6], nextOffset: 7 },
      { offsets: [7], nextOffset: 8 },
    ]);
  });

  it('ends the first batch where the one that failed has ended, and only that', () => {
    expect(cut([4, 5, 6, 7], 4, { firstEnd: 6 })).toEqual([
      { offsets: [4, 5], nextOffset: 6 },
      { offsets: [6, 7], nextOffset: 8 },
    ]);
    expect(cut([8, 9], 8, { firstEnd: 8 })).toEqual([{ offsets: [8, 9], nextOffset: 10 }]);
  });

  it('goes on behind marks of transactions, and is nothing when everything lies before the position', () => {
    expect(cut([4, 7], 4, { last: 8 })).toEqual([{ offsets: [4, 7], nextOffset: 9 }]);
    expect(cut([3], 4)).toEqual([]);
  });
});

describe('judging what was fetched', () => {
  it.each([
    ['it goes on at the position', fetched([4, 5]), 'ours'],
    ['there is a gap at the position', fetched([7], { askedFor: 4 }), 'ours'],
    ['kafkajs began at the start again', fetched([0, 1]), 'from elsewhere'],
    ['it was asked for further on, before a seek', fetched([9], { askedFor: 9 }), 'from elsewhere'],
  ])('when %s', (_, batch, kind) => {
    expect(judge(batch, 4, undefined).kind).toBe(kind);
  });

  it('recognises the last record, or takes the topic for another one', () => {
    const known = { offset: 3, timestamp: 1_763_800_000_000, keyHash: '8254c329a92850f6' };
    expect(judge(fetched([3, 4]), 4, known).kind).toBe('ours');
    expect(judge(fetched([3, 4]), 4, { ...known, keyHash: 'other' })).toMatchObject({ kind: 'of another topic' });
    expect(judge(fetched([5], { askedFor: 3 }), 4, known).kind).toBe('ours');
  });
});
