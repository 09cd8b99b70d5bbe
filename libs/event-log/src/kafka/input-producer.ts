import { Partitioners, type Producer } from 'kafkajs';

import { encodeRecords, type EncodedRecord } from '../records/encode-records.ts';
import type { NewRecord } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import { createClient, forAbout } from './kafka-client.ts';
import { refusalIn } from './kafka-errors.ts';
import { DEFAULTS, type KafkaSettings } from './kafka-settings.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { atMost, withPatience, type Patience } from './patience.ts';
import { intoRequests, toMessage } from './requests.ts';

/** How long kafkajs tries one send by itself, in milliseconds. */
const SEND_TRIES = 2_000;

/**
 * Appends where duplicates are dropped by readers. It is not idempotent on purpose: kafkajs' idempotent producer loses
 * acknowledged records as soon as two sends are under way, or when one was given up; without it none was ever lost, at
 * the price of records that stand in the log twice after trouble.
 */
export class InputProducer {
  private readonly settings: KafkaSettings;
  private readonly topics: KafkaTopics;
  private readonly patience: number;
  private connecting: Promise<Producer> | undefined;

  constructor(settings: KafkaSettings, topics: KafkaTopics) {
    this.settings = settings;
    this.topics = topics;
    this.patience = settings.patience ?? DEFAULTS.patience;
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<void> {
    const encoded = encodeRecords(topic, records, await this.topics.partitions(topic));
    await withPatience(`appending to ${topic}`, this.patience, async (patience) => {
      for (const request of intoRequests(encoded)) await this.send(topic, request, patience);
    });
  }

  async close(): Promise<void> {
    const { connecting } = this;
    this.connecting = undefined;
    if (connecting !== undefined)
      await atMost(
        2_000,
        connecting.then(async (producer) => producer.disconnect()),
      );
  }

  private async send(topic: string, request: EncodedRecord[], { over, note }: Patience): Promise<void> {
    while (!over.aborted) {
      try {
        const producer = await this.connected();
        await producer.send({ topic, acks: -1, messages: request.map(toMessage) });
        return;
      } catch (error) {
        const refusal = refusalIn(topic, error);
        if (refusal !== undefined) throw refusal;
        note(error);
        await pause(200, over);
      }
    }
  }

  private async connected(): Promise<Producer> {
    this.connecting ??= this.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }

  private async connect(): Promise<Producer> {
    // kafkajs itself gives up soon: what outlives the patience of its caller must not pile up during an outage.
    const producer = createClient(this.settings, forAbout(SEND_TRIES)).producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      metadataMaxAge: 10_000,
    });
    await producer.connect();
    return producer;
  }
}
