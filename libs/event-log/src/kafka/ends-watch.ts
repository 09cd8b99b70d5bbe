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
  /** Told after every question to the cluster: of the error, or of none. */
  onAnswer(error?: Error): void;
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
      await look(topic, watch).catch((error: unknown) => watch.onAnswer(error as Error));
    }
  }
}

async function look(topic: string, watch: EndsWatch): Promise<void> {
  const held = watch.partitions().filter((each) => each.topic === topic);
  if (watch.until.aborted) return;
  const at = watch.clock();
  const extents = held.length === 0 ? [] : await watch.extent(topic);
  watch.onAnswer();
  for (const partition of held) {
    const extent = extents.find((each) => each.partition === partition.partition);
    if (extent !== undefined) await compare(partition, extent, at, watch);
  }
}

async function compare(held: HeldPartition, extent: PartitionExtent, at: number, watch: EndsWatch): Promise<void> {
  held.checkAgainst(extent);
  const nextOffset = held.restingAt;
  if (nextOffset === undefined || nextOffset < extent.high || watch.until.aborted) return;
  const { topic, partition } = held;
  await watch.onCaughtUp({ topic, partition, nextOffset, at }).catch((error: unknown) => {
    watch.logger?.warn(`Topic ${topic}, partition ${partition}: its end could not be noted: ${String(error)}`);
  });
}
