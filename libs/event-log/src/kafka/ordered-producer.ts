import { Partitioners, type Producer } from 'kafkajs';

import type { NewRecord } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import { encodeRecords, type EncodedRecord } from '../records/encode-records.ts';
import { createClient, forAbout } from './kafka-client.ts';
import { refusalIn } from './kafka-errors.ts';
import { DEFAULTS, type KafkaSettings } from './kafka-settings.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { atMost, withPatience, type Patience } from './patience.ts';
import { intoRequests, toMessage } from './requests.ts';

/** How long kafkajs tries one send by itself, in milliseconds. */
const SEND_TRIES = 2_000;

/**
 * Appends in order and without duplicates. kafkajs' idempotent producer keeps that promise only while three rules are
 * kept: one send under way at a time; after a rejection the identical send again, nothing else; one partition in a send,
 * because of a partly refused one it takes the written part for unwritten. A send that had to be given up takes its
 * producer with it.
 */
export class OrderedProducer {
  private readonly settings: KafkaSettings;
  private readonly topics: KafkaTopics;
  private readonly patience: number;
  private producer: Producer | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(settings: KafkaSettings, topics: KafkaTopics) {
    this.settings = settings;
    this.topics = topics;
    this.patience = settings.patience ?? DEFAULTS.patience;
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<void> {
    const before = this.turn;
    // The place in the line is taken before anything is awaited: the order of the calls is the order in the log.
    const work = withPatience(`appending in order to ${topic}`, this.patience, async (patience) => {
      await before;
      if (patience.over.aborted) return;
      const encoded = encodeRecords(topic, records, await this.topics.partitions(topic));
      for (const request of byPartition(encoded).flatMap(intoRequests)) await this.send(topic, request, patience);
    });
    this.turn = work.catch(async () => this.letGo());
    return work;
  }

  async close(): Promise<void> {
    await this.letGo();
  }

  private async send(topic: string, request: EncodedRecord[], { over, note }: Patience): Promise<void> {
    const messages = request.map(toMessage);
    while (!over.aborted) {
      try {
        await (await this.connected()).send({ topic, acks: -1, messages });
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
    if (this.producer !== undefined) return this.producer;
    const producer = createClient(this.settings, forAbout(SEND_TRIES)).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      metadataMaxAge: 10_000,
    });
    await producer.connect();
    this.producer = producer;
    return producer;
  }

  private async letGo(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer !== undefined) await atMost(2_000, producer.disconnect());
  }
}

/** Order is promised per key, and a key has one partition: partitions can go one after the other. */
function byPartition(records: readonly EncodedRecord[]): EncodedRecord[][] {
  return [...Map.groupBy(records, ({ partition }) => partition).values()];
}
