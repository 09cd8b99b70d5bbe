import type { ITopicConfig } from 'kafkajs';

import { UnknownTopic, type PartitionExtent, type TopicSettings } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import type { ClusterAdmin } from './cluster-admin.ts';
import type { KafkaSettings } from './kafka-settings.ts';

/** A topic that grows gets noticed after so many milliseconds. */
const COUNT_IS_FRESH = 60_000;
const METADATA_LAG = 500;
const SETTLE_TRIES = 100;

/** The topics of the cluster: makes them, counts their partitions, tells what they hold. */
export class KafkaTopics {
  private readonly admin: ClusterAdmin;
  private readonly settings: KafkaSettings;
  private readonly counts = new Map<string, { partitions: number; asOf: number }>();

  constructor(admin: ClusterAdmin, settings: KafkaSettings) {
    this.admin = admin;
    this.settings = settings;
  }

  async ensure(topics: readonly TopicSettings[]): Promise<void> {
    const names = topics.map(({ name }) => name).join(', ');
    const existing = new Set(await this.admin.ask('listing topics', names, async (admin) => admin.listTopics()));
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length === 0) return;
    await this.admin.ask(`creating topics ${names}`, names, async (admin) => {
      // Waiting for leaders inside kafkajs can itself fail with "unknown topic": it is done below instead.
      await admin.createTopics({ waitForLeaders: false, topics: missing.map((topic) => this.config(topic)) });
    });
    for (const { name } of missing) await this.settle(name);
  }

  /**
   * How many partitions the topic has.
   *
   * @throws UnknownTopic, LogUnavailable
   */
  async partitions(topic: string): Promise<number> {
    const known = this.counts.get(topic);
    const now = this.settings.clock();
    if (known !== undefined && now - known.asOf < COUNT_IS_FRESH) return known.partitions;
    const partitions = await this.count(topic).catch(async (error: unknown) => {
      if (!(error instanceof UnknownTopic)) throw error;
      // A topic that was just made is not known to all brokers at the same moment.
      await pause(METADATA_LAG, new AbortController().signal);
      return this.count(topic);
    });
    this.counts.set(topic, { partitions, asOf: now });
    return partitions;
  }

  /** @throws UnknownTopic, LogUnavailable */
  async extent(topic: string, patience?: number): Promise<PartitionExtent[]> {
    // kafkajs asks a missing topic for its ends for seconds before it gives in; this question is answered at once.
    await this.partitions(topic);
    const ask = `asking what topic ${topic} holds`;
    const offsets = await this.admin.ask(ask, topic, async (admin) => admin.fetchTopicOffsets(topic), patience);
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
      .sort((one, other) => one.partition - other.partition);
  }

  private async count(topic: string): Promise<number> {
    return this.admin.ask(`asking for topic ${topic}`, topic, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
      if (partitions === 0) throw new UnknownTopic(topic);
      return partitions;
    });
  }

  private async settle(topic: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.extent(topic);
        return;
      } catch (error) {
        if (!(error instanceof UnknownTopic) || tries === SETTLE_TRIES) throw error;
        await pause(100, new AbortController().signal);
      }
    }
  }

  private config({ name, partitions, compacted }: TopicSettings): ITopicConfig {
    return {
      topic: name,
      numPartitions: partitions,
      ...(this.settings.replicationFactor === undefined ? {} : { replicationFactor: this.settings.replicationFactor }),
      configEntries: [
        // The port promises the time at which the log took a record, not what a producer's clock says.
        { name: 'message.timestamp.type', value: 'LogAppendTime' },
        ...(compacted === true ? [{ name: 'cleanup.policy', value: 'compact' }] : []),
      ],
    };
  }
}
