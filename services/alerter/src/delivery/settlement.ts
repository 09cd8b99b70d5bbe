import type { Milliseconds } from '#core/time';
import { giveUp, markDelivered, postpone, type OutboxMessage } from '#libs/postgres';
import { retryDelay } from './patience.ts';
import type { Delivery, Receiver } from './receiver.ts';
import type { RelaySettings } from './relay-settings.ts';
import { withoutStale } from './stale-pages.ts';

/** Writes down what became of messages, counts it, and says so where a person has to act. */
export class Settlement {
  private readonly receiver: Receiver;
  private readonly settings: Omit<RelaySettings, 'idleWait'>;

  constructor(receiver: Receiver, settings: Omit<RelaySettings, 'idleWait'>) {
    this.receiver = receiver;
    this.settings = settings;
  }

  /** Gives up what has become too old while nobody could try, after a long standstill for instance. */
  async dropTooOld(messages: readonly OutboxMessage[]): Promise<readonly OutboxMessage[]> {
    const now = this.settings.clock();
    for (const message of messages)
      if (this.isTooOld(message, now)) await this.giveUp(message, 'too old to be delivered');
    return messages.filter((message) => !this.isTooOld(message, now));
  }

  /** Takes out what is true no more since it was written. */
  async dropStale(messages: readonly OutboxMessage[]): Promise<readonly OutboxMessage[]> {
    const { database, clock } = this.settings;
    const left: OutboxMessage[] = [];
    for (const message of messages) {
      const current = await withoutStale(database, message, clock());
      if (current === undefined) this.count('dropped', 1);
      else left.push(current);
    }
    return left;
  }

  async settle(messages: readonly OutboxMessage[], delivery: Delivery): Promise<void> {
    if (delivery.kind === 'delivered') {
      await markDelivered(this.settings.database, messages, this.settings.clock());
      this.count('delivered', messages.length);
      return;
    }
    for (const message of messages) {
      if (delivery.kind === 'refused') await this.giveUp(message, delivery.error);
      else await this.retry(message, delivery.error, delivery.retryAfter);
    }
  }

  private async retry(message: OutboxMessage, error: string, retryAfter: Milliseconds | undefined): Promise<void> {
    const { clock, random, logger, database } = this.settings;
    const next = clock() + retryDelay(this.receiver.patience, message.attempts, random(), retryAfter);
    if (this.isTooOld(message, next)) return this.giveUp(message, error);
    await postpone(database, message, next, error);
    this.count('retried', 1);
    logger.warn({ ...this.fields(message), error, nextAttemptAt: next }, 'a delivery failed and is tried again');
  }

  private async giveUp(message: OutboxMessage, error: string): Promise<void> {
    await giveUp(this.settings.database, message, this.settings.clock(), error);
    this.count('given-up', 1);
    this.settings.logger.error(
      { ...this.fields(message), error },
      'a delivery was given up: check the receiver; what it was about stands in GET /v1/alerts and GET /v1/cases',
    );
  }

  private isTooOld({ createdAt }: OutboxMessage, at: number): boolean {
    return at - createdAt > this.receiver.patience.giveUpAfter;
  }

  private count(outcome: 'delivered' | 'retried' | 'given-up' | 'dropped', messages: number): void {
    const deliveries = this.settings.metrics.counter('barometer_deliveries_total');
    deliveries.add({ receiver: this.receiver.destination, outcome }, messages);
  }

  private fields({ destination, eventId, attempts }: OutboxMessage) {
    return { destination, eventId, attempts };
  }
}
