import type {
  AppendOptions,
  Consumption,
  EventLog,
  NewRecord,
  PartitionExtent,
  Subscription,
  TopicSettings,
} from '../port.ts';
import { once } from '../reading/once.ts';
import { ClusterAdmin } from './cluster-admin.ts';
import { InputProducer } from './input-producer.ts';
import { KafkaConsumption } from './kafka-consumption.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { KafkaTopics } from './kafka-topics.ts';
import { OrderedProducer } from './ordered-producer.ts';

/** The event log of Apache Kafka, or of what speaks its protocol. */
export class KafkaEventLog implements EventLog {
  private readonly settings: KafkaSettings;
  private readonly admin: ClusterAdmin;
  private readonly topics: KafkaTopics;
  private readonly input: InputProducer;
  private readonly ordered: OrderedProducer;
  private readonly consumptions = new Set<Consumption>();

  constructor(settings: KafkaSettings) {
    this.settings = settings;
    this.admin = new ClusterAdmin(settings);
    this.topics = new KafkaTopics(this.admin, settings);
    this.input = new InputProducer(settings, this.topics);
    this.ordered = new OrderedProducer(settings, this.topics);
  }

  async ensureTopics(topics: readonly TopicSettings[]): Promise<void> {
    await this.topics.ensure(topics);
  }

  async append(topic: string, records: readonly NewRecord[], options: AppendOptions = {}): Promise<void> {
    await (options.ordered === true ? this.ordered : this.input).append(topic, records);
  }

  async consume(subscription: Subscription): Promise<Consumption> {
    // kafkajs would fail on a missing topic too, but only after it has joined the group.
    for (const topic of subscription.topics) await this.topics.partitions(topic);
    const consumption = new KafkaConsumption(this.settings, this.topics, subscription);
    this.consumptions.add(consumption);
    consumption.start();
    return consumption;
  }

  async extent(topic: string): Promise<readonly PartitionExtent[]> {
    return this.topics.extent(topic);
  }

  readonly close = once(async () => {
    await Promise.all([...this.consumptions].map(async (consumption) => consumption.stop()));
    await Promise.all([this.input.close(), this.ordered.close(), this.admin.close()]);
  });
}

/** Opens the event log of a Kafka cluster. Nothing is connected before it is used. */
export function openKafkaEventLog(settings: KafkaSettings): KafkaEventLog {
  return new KafkaEventLog(settings);
}
