import { assert, integer, property, uint8Array } from 'fast-check';
import { Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';

import { partitionOfKey } from './partition-of-key.ts';

function partitionByKafka(key: Buffer, partitions: number): number {
  const metadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    partitionErrorCode: 0,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  return Partitioners.DefaultPartitioner()({
    topic: 'any',
    partitionMetadata: metadata,
    message: { key, value: null },
  });
}

describe('the partition of a key', () => {
  it('is the one that the Kafka client would choose', () => {
    assert(
      property(uint8Array({ maxLength: 40 }), integer({ min: 1, max: 64 }), (bytes, partitions) => {
        expect(partitionOfKey(bytes, partitions)).toBe(partitionByKafka(Buffer.from(bytes), partitions));
      }),
    );
  });

  it('reads a key that is a view into a larger buffer', () => {
    const buffer = new TextEncoder().encode('..ticket-7..');
    expect(partitionOfKey(buffer.subarray(2, 10), 12)).toBe(partitionOfKey(new TextEncoder().encode('ticket-7'), 12));
  });
});
