import { once } from '../reading/once.ts';
import type { DelaySettings } from '../reading/growing-delay.ts';
import { DEFAULT_DELAYS } from '../reading/growing-delay.ts';
import { SILENT, type EventLogLogger } from '../reading/logger.ts';
import type { ReaderSettings, RecordSource } from '../reading/partition-reader.ts';
import { PartitionStates } from '../reading/partition-states.ts';
import {
  UnknownTopic,
  type Consumption,
  type EventLog,
  type NewRecord,
  type PartitionExtent,
  type Subscription,
  type TopicSettings,
} from '../port.ts';
import { encodeRecords } from '../records/encode-records.ts';
import { MemoryGroup } from './memory-group.ts';
import { MemoryPartition } from './memory-partition.ts';

export interface MemoryEventLogSettings {
  /** Gives the records their timestamps. */
  readonly clock: () => number;
  readonly delays?: DelaySettings;
  /** How often an idle partition reports that it is caught up, in milliseconds. Default 1,000. */
  readonly idleWait?: number;
  readonly logger?: EventLogLogger;
}

/**
 * The event log in memory: for tests that need no durability. It passes the contract of the real ones. Topics are not
 * compacted, which the port allows: compaction only promises that a key's last record stays.
 */
export class MemoryEventLog implements EventLog {
  private readonly clock: () => number;
  private readonly reading: ReaderSettings;
  private readonly topics = new Map<string, MemoryPartition[]>();
  private readonly groups = new Map<string, MemoryGroup>();
  private readonly stops = new Set<() => Promise<void>>();

  constructor(settings: MemoryEventLogSettings) {
    this.clock = settings.clock;
    this.reading = {
      clock: settings.clock,
      delays: settings.delays ?? DEFAULT_DELAYS,
      idleWait: settings.idleWait ?? 1_000,
      logger: settings.logger ?? SILENT,
    };
  }

  async ensureTopics(topics: readonly TopicSettings[]): Promise<void> {
    for (const { name, partitions } of topics) if (!this.topics.has(name)) this.create(name, partitions);
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<void> {
    const partitions = this.partitionsOf(topic);
    const encoded = encodeRecords(topic, records, partitions.length);
    for (const record of encoded) partitions[record.partition]?.append(record, this.clock());
    for (const partition of new Set(encoded.map((record) => record.partition))) {
      for (const group of this.groups.values()) group.ring(topic, partition);
    }
  }

  async consume(subscription: Subscription): Promise<Consumption> {
    for (const topic of subscription.topics) this.partitionsOf(topic);
    const states = new PartitionStates(subscription);
    const member = { subscription, states };
    const group =
      this.groups.get(subscription.group) ?? new MemoryGroup((topic) => this.sourcesOf(topic), this.reading);
    this.groups.set(subscription.group, group);
    const stop = once(async () => {
      this.stops.delete(stop);
      await group.leave(member);
    });
    this.stops.add(stop);
    await group.join(member);
    return { partitions: () => states.all(), health: () => ({ status: 'running' }), stop };
  }

  async extent(topic: string): Promise<readonly PartitionExtent[]> {
    return this.partitionsOf(topic).map(({ low, high }, partition) => ({ partition, low, high }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.stops].map(async (stop) => stop()));
  }

  /** Removes the records before an offset, as retention does. */
  removeBefore(topic: string, partition: number, offset: number): void {
    this.partitionsOf(topic)[partition]?.removeBefore(offset);
  }

  /** Empties a topic, as deleting and creating it does. */
  recreate(topic: string): void {
    this.create(topic, this.partitionsOf(topic).length);
  }

  private create(name: string, partitions: number): void {
    this.topics.set(
      name,
      Array.from({ length: partitions }, (_, partition) => new MemoryPartition(name, partition)),
    );
  }

  private partitionsOf(topic: string): readonly MemoryPartition[] {
    const partitions = this.topics.get(topic);
    if (partitions === undefined) throw new UnknownTopic(topic);
    return partitions;
  }

  /** Looks the partition up at each read, because a topic may be recreated under its readers. */
  private sourcesOf(topic: string): readonly RecordSource[] {
    return this.partitionsOf(topic).map((_, partition) => ({
      topic,
      partition,
      read: async (offset, count) => {
        const held = this.partitionsOf(topic)[partition] ?? new MemoryPartition(topic, partition);
        return { low: held.low, high: held.high, records: held.read(offset, count) };
      },
    }));
  }
}
