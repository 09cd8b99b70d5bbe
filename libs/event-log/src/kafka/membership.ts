import kafkajs, { type Consumer } from 'kafkajs';

import type { Subscription } from '../port.ts';
import { DEFAULT_DELAYS } from '../reading/growing-delay.ts';
import { SILENT } from '../reading/logger.ts';
import type { PartitionStates } from '../reading/partition-states.ts';
import { HeldPartition, type Fetching, type HoldingSettings } from './held-partition.ts';
import { createClient, ENDLESS, forAbout } from './kafka-client.ts';
import { DEFAULTS, type KafkaSettings } from './kafka-settings.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { atMost } from './patience.ts';

/** How long kafkajs tries to reach the cluster before it starts the consumer anew, in milliseconds. */
const CLUSTER_TRIES = 10_000;
const MOST_BYTES_OF_A_PARTITION = 4 * 1_048_576;
const FAREWELL = 5_000;
/** A batch that takes longer, because the database or the log is away, is left to be rolled back. */
const LAST_BATCH = 10_000;

type Assignment = Readonly<Record<string, readonly number[]>>;

/** What happens to a membership. */
export interface MembershipEvents {
  joined(): void;
  /** The consumer has ended: for good, or kafkajs starts it anew by itself. */
  crashed(error: Error, restarts: boolean): void;
}

/** One kafkajs consumer, from its start to its end, and the partitions that the group gives it meanwhile. */
export class Membership {
  private readonly consumer: Consumer;
  private readonly topics: KafkaTopics;
  private readonly subscription: Subscription;
  private readonly states: PartitionStates;
  private readonly events: MembershipEvents;
  private readonly settings: KafkaSettings;
  private readonly holding: HoldingSettings;
  private held = new Map<string, HeldPartition>();
  private ended = false;

  constructor(
    settings: KafkaSettings,
    topics: KafkaTopics,
    subscription: Subscription,
    states: PartitionStates,
    events: MembershipEvents,
  ) {
    const sessionTimeout = settings.sessionTimeout ?? DEFAULTS.sessionTimeout;
    const heartbeatEvery = sessionTimeout / 10;
    this.settings = settings;
    this.topics = topics;
    this.subscription = subscription;
    this.states = states;
    this.events = events;
    this.holding = {
      clock: settings.clock,
      delays: settings.delays ?? DEFAULT_DELAYS,
      logger: settings.logger ?? SILENT,
      heartbeatEvery,
    };
    this.consumer = createClient(settings, forAbout(CLUSTER_TRIES)).consumer({
      groupId: subscription.group,
      sessionTimeout,
      heartbeatInterval: heartbeatEvery,
      rebalanceTimeout: 60_000,
      // Heartbeats wait for a fetch to end, so a long wait there makes every rebalance slow.
      maxWaitTimeInMs: 300,
      // Room for a full batch of usual events; kafkajs' own limit would cut batches to a quarter.
      maxBytesPerPartition: MOST_BYTES_OF_A_PARTITION,
      metadataMaxAge: 10_000,
      allowAutoTopicCreation: false,
      retry: ENDLESS,
    });
  }

  get partitions(): readonly HeldPartition[] {
    return [...this.held.values()];
  }

  /** Joins the group and reads, until `end` or a crash. Never rejects. */
  async run(): Promise<void> {
    const { consumer } = this;
    const { GROUP_JOIN, CRASH, END_BATCH_PROCESS } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => this.assign(payload.memberAssignment));
    consumer.on(CRASH, ({ payload }) => this.crash(payload.error, payload.restart));
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      const { topic, partition, batchSize, lastOffset } = payload;
      if (batchSize === 0) this.held.get(keyOf(topic, partition))?.skipTo(Number(lastOffset) + 1);
    });
    try {
      await consumer.connect();
      // From the end, an offset that has expired or a new partition would silently skip what is there.
      await consumer.subscribe({ topics: [...this.subscription.topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.settings.partitionsAtOnce ?? DEFAULTS.partitionsAtOnce,
        eachBatch: async (payload) => {
          const { topic, partition } = payload.batch;
          await this.held.get(keyOf(topic, partition))?.take(payload);
        },
      });
    } catch (error) {
      this.crash(error as Error, false);
    }
  }

  /** Finishes the batches in hand, if they can be finished soon, and leaves the group. */
  async end(): Promise<void> {
    this.ended = true;
    const held = this.partitions;
    for (const partition of held) partition.release();
    await atMost(LAST_BATCH, Promise.all(held.map(async (partition) => partition.settled)));
    await atMost(FAREWELL, this.consumer.disconnect());
    this.held.clear();
    for (const { topic, partition } of held) this.states.revoked(topic, partition);
  }

  /**
   * kafkajs tells of new partitions before it fetches from them and never of lost ones: all that was known is forgotten,
   * and nothing is fetched from a partition before its position was asked for.
   */
  private assign(assignment: Assignment): void {
    if (this.ended) return;
    const before = this.held;
    this.held = new Map();
    for (const partition of before.values()) partition.release();
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) this.hold(topic, partition, before.get(keyOf(topic, partition))?.settled);
    }
    for (const [key, { topic, partition }] of before) if (!this.held.has(key)) this.states.revoked(topic, partition);
    this.events.joined();
  }

  private hold(topic: string, partition: number, before: Promise<unknown> | undefined): void {
    const fetching = this.fetching(topic, partition);
    const held = new HeldPartition({ topic, partition }, this.subscription, this.states, fetching, this.holding);
    this.held.set(keyOf(topic, partition), held);
    void held.open(before);
  }

  private fetching(topic: string, partition: number): Fetching {
    const { consumer } = this;
    const only = [{ topic, partitions: [partition] }];
    return {
      pause: () => whileInGroup(() => consumer.pause(only)),
      resume: () => whileInGroup(() => consumer.resume(only)),
      seek: (offset) => whileInGroup(() => consumer.seek({ topic, partition, offset: String(offset) })),
      extent: async () => {
        const extent = (await this.topics.extent(topic)).find((each) => each.partition === partition);
        if (extent === undefined) throw new Error(`Topic ${topic} has no partition ${partition} any more.`);
        return extent;
      },
    };
  }

  private crash(error: Error, restarts: boolean): void {
    if (this.ended) return;
    const held = this.partitions;
    this.held.clear();
    for (const each of held) {
      each.release();
      this.states.revoked(each.topic, each.partition);
    }
    this.events.crashed(error, restarts);
  }
}

/** Between a crash and the next assignment kafkajs has no group to act on, and the next assignment begins afresh anyway. */
function whileInGroup(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof kafkajs.KafkaJSNonRetriableError)) throw error;
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
