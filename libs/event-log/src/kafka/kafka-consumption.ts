import type { Consumption, PartitionState, Subscription } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import { DEFAULT_DELAYS, growingDelay } from '../reading/growing-delay.ts';
import { once } from '../reading/once.ts';
import { PartitionStates } from '../reading/partition-states.ts';
import { watchEnds, type Standstill } from './ends-watch.ts';
import { isHopeless } from './kafka-errors.ts';
import { DEFAULTS, type KafkaSettings } from './kafka-settings.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { Membership } from './membership.ts';

type Health = ReturnType<Consumption['health']>;

/** Consumes as a member of a group. A kafkajs consumer that ends for good is replaced by a new one. */
export class KafkaConsumption implements Consumption {
  private readonly settings: KafkaSettings;
  private readonly topics: KafkaTopics;
  private readonly subscription: Subscription;
  private readonly states: PartitionStates;
  private readonly stopping = new AbortController();
  private membership: Membership | undefined;
  private membershipHealth: Health = { status: 'joining' };
  /** Why the cluster did not answer when it was last asked, if it did not. */
  private outage: Error | undefined;
  private crashes = 0;

  constructor(settings: KafkaSettings, topics: KafkaTopics, subscription: Subscription) {
    this.settings = settings;
    this.topics = topics;
    this.subscription = subscription;
    this.states = new PartitionStates(subscription);
  }

  start(): void {
    this.join();
    void watchEnds({
      topics: this.subscription.topics,
      partitions: () => this.membership?.partitions ?? [],
      extent: async (topic) => this.topics.extent(topic, 5_000),
      onCaughtUp: async (partition) => this.subscription.onCaughtUp?.(partition),
      standstill: {
        waiting: this.settings.standstillAfter ?? DEFAULTS.standstillAfter,
        inHand: this.settings.batchMayTake ?? DEFAULTS.batchMayTake,
      },
      onStandstill: (standstill) => this.breakUp(standstill),
      every: this.settings.lookAtEndsEvery ?? DEFAULTS.lookAtEndsEvery,
      clock: this.settings.clock,
      logger: this.settings.logger,
      onAnswer: (error) => {
        this.outage = error;
        if (error !== undefined)
          this.settings.logger?.warn(`The ends of topics could not be looked up: ${error.message}`);
      },
      until: this.stopping.signal,
    });
  }

  partitions(): readonly PartitionState[] {
    return this.states.all();
  }

  /** kafkajs tries in silence for as long as an outage lasts: then this is `joining` too. */
  health(): Health {
    const { outage, membershipHealth } = this;
    return outage !== undefined && membershipHealth.status === 'running'
      ? { status: 'joining', error: outage }
      : membershipHealth;
  }

  readonly stop = once(async () => {
    this.stopping.abort();
    await this.membership?.end();
  });

  private join(): void {
    const membership = new Membership(this.settings, this.topics, this.subscription, this.states, {
      joined: () => {
        this.crashes = 0;
        if (this.membershipHealth.status !== 'failed') this.membershipHealth = { status: 'running' };
      },
      crashed: (error, restarts) => {
        if (restarts) this.membershipHealth = { status: 'joining', error };
        else void this.replace(membership, error);
      },
    });
    this.membership = membership;
    void membership.run();
  }

  /** What has stopped fetching is replaced. A handler that never ends cannot be: only a new process helps. */
  private breakUp({ kind, error }: Standstill): void {
    const { membership } = this;
    if (kind === 'records wait') {
      if (membership !== undefined) void this.replace(membership, error);
    } else if (this.membershipHealth.status !== 'failed') {
      this.settings.logger?.error(`Group ${this.subscription.group} stands still: ${error.message}`);
      this.membershipHealth = { status: 'failed', error };
    }
  }

  private async replace(crashed: Membership, error: Error): Promise<void> {
    if (this.stopping.signal.aborted || crashed !== this.membership) return;
    this.membership = undefined;
    const { group } = this.subscription;
    if (isHopeless(error)) {
      this.settings.logger?.error(`Group ${group} cannot be consumed: ${error.message}`);
      this.membershipHealth = { status: 'failed', error };
      return;
    }
    this.crashes += 1;
    this.membershipHealth = { status: 'joining', error };
    const delay = growingDelay(this.crashes, this.settings.delays ?? DEFAULT_DELAYS);
    this.settings.logger?.warn(`Group ${group} lost its consumer and makes a new one: ${error.message}`, {
      inMs: delay,
    });
    await crashed.end();
    await pause(delay, this.stopping.signal);
    if (!this.stopping.signal.aborted) this.join();
  }
}
