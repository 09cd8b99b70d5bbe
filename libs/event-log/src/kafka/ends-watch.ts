import type { PartitionExtent, Subscription } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import type { EventLogLogger } from '../reading/logger.ts';
import type { HeldPartition } from './held-partition.ts';

/** How long is too long. */
export interface StandstillLimits {
  /** For records that wait, and none of them is brought. */
  readonly waiting: number;
  /** For one batch. */
  readonly inHand: number;
}

/** Something that no error tells of. */
export interface Standstill {
  /** `records wait`: kafkajs has stopped fetching in silence. `batch in hand`: whoever handles it will never be done. */
  readonly kind: 'records wait' | 'batch in hand';
  readonly error: Error;
}

export interface EndsWatch {
  readonly topics: readonly string[];
  partitions(): readonly HeldPartition[];
  extent(topic: string): Promise<readonly PartitionExtent[]>;
  /** What counts as a standstill, in milliseconds. */
  readonly standstill: StandstillLimits;
  onStandstill(standstill: Standstill): void;
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
  const waits = new Waits(watch.standstill.waiting / watch.every);
  while (!watch.until.aborted) {
    await pause(watch.every, watch.until);
    for (const held of watch.partitions()) lookAtBatch(held, watch);
    for (const topic of watch.topics) {
      await look(topic, waits, watch).catch((error: unknown) => {
        // Nothing can be brought while the cluster is away.
        waits.clear();
        watch.onAnswer(error as Error);
      });
    }
  }
}

/** How often in a row each partition was seen to have records waiting while it came no further. */
class Waits {
  private readonly longest: number;
  private looks = new WeakMap<HeldPartition, { position: number; count: number }>();

  /** @param longest looks; counted, because a process that was suspended has missed time but not looked */
  constructor(longest: number) {
    this.longest = longest;
  }

  /** @returns whether it has been waiting for too long */
  note(held: HeldPartition, position: number): boolean {
    const before = this.looks.get(held);
    const count = before?.position === position ? before.count + 1 : 1;
    this.looks.set(held, { position, count });
    return count > this.longest;
  }

  clear(): void {
    this.looks = new WeakMap();
  }
}

async function look(topic: string, waits: Waits, watch: EndsWatch): Promise<void> {
  const held = watch.partitions().filter((each) => each.topic === topic);
  if (watch.until.aborted) return;
  const at = watch.clock();
  const extents = held.length === 0 ? [] : await watch.extent(topic);
  watch.onAnswer();
  for (const partition of held) {
    const extent = extents.find((each) => each.partition === partition.partition);
    if (extent !== undefined) await compare(partition, extent, at, waits, watch);
  }
}

async function compare(
  held: HeldPartition,
  extent: PartitionExtent,
  at: number,
  waits: Waits,
  watch: EndsWatch,
): Promise<void> {
  held.checkAgainst(extent);
  const nextOffset = held.restingAt;
  if (nextOffset === undefined || watch.until.aborted) return;
  if (nextOffset < extent.high) {
    if (waits.note(held, nextOffset)) tellOfWaiting(held, extent.high - nextOffset, watch);
    return;
  }
  const { topic, partition } = held;
  await watch.onCaughtUp({ topic, partition, nextOffset, at }).catch((error: unknown) => {
    watch.logger?.warn(`Topic ${topic}, partition ${partition}: its end could not be noted: ${String(error)}`);
  });
}

function tellOfWaiting(held: HeldPartition, records: number, watch: EndsWatch): void {
  const what = `${records} records wait and none has been brought for ${watch.standstill.waiting} ms`;
  watch.onStandstill({ kind: 'records wait', error: standstillOf(held, what) });
}

function lookAtBatch(held: HeldPartition, watch: EndsWatch): void {
  const { inHand } = watch.standstill;
  if (held.inHandSince === undefined || watch.clock() - held.inHandSince < inHand) return;
  const what = `one batch has been in hand for ${inHand} ms and will never be done`;
  watch.onStandstill({ kind: 'batch in hand', error: standstillOf(held, what) });
}

function standstillOf({ topic, partition }: HeldPartition, what: string): Error {
  return new Error(`Topic ${topic}, partition ${partition}: ${what}.`);
}
