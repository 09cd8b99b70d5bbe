import type { PartitionExtent, Subscription } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import type { EventLogLogger } from '../reading/logger.ts';
import type { HeldPartition } from './held-partition.ts';

export interface EndsWatch {
  readonly topics: readonly string[];
  partitions(): readonly HeldPartition[];
  extent(topic: string): Promise<readonly PartitionExtent[]>;
  readonly onCaughtUp: NonNullable<Subscription['onCaughtUp']>;
  /** In milliseconds. */
  readonly every: number;
  readonly clock: () => number;
  readonly logger: EventLogLogger | undefined;
  readonly until: AbortSignal;
}

/**
 * Compares, from time to time, where partitions rest with where they end. kafkajs says nothing while no records come: not
 * that everything was read, nor that the topic is another one now. Never rejects.
 */
export async function watchEnds(watch: EndsWatch): Promise<void> {
  while (!watch.until.aborted) {
    await pause(watch.every, watch.until);
    for (const topic of watch.topics) {
      await look(topic, watch).catch((error: unknown) => {
        watch.logger?.warn(`The ends of topic ${topic} could not be looked up: ${String(error)}`);
      });
    }
  }
}

async function look(topic: string, watch: EndsWatch): Promise<void> {
  const resting = watch.partitions().filter((held) => held.topic === topic && held.restingAt !== undefined);
  if (resting.length === 0 || watch.until.aborted) return;
  const at = watch.clock();
  const extents = new Map((await watch.extent(topic)).map((extent) => [extent.partition, extent]));
  for (const held of resting) {
    const extent = extents.get(held.partition);
    if (extent === undefined) continue;
    held.checkAgainst(extent);
    const nextOffset = held.restingAt;
    if (nextOffset === undefined || nextOffset < extent.high || watch.until.aborted) continue;
    await watch.onCaughtUp({ topic, partition: held.partition, nextOffset, at });
  }
}
