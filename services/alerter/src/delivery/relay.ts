import type { Milliseconds } from '#core/time';
import { claimDue, countPending, nextDueAt, type OutboxMessage } from '#libs/postgres';
import { Abandoned } from './abandoned.ts';
import { Bell } from './bell.ts';
import type { Holding } from './holding.ts';
import type { Delivery, Receiver } from './receiver.ts';
import type { RelaySettings } from './relay-settings.ts';
import { Settlement } from './settlement.ts';

/** A message that another relay has just locked looks due: not so short that looking again burns the processor. */
const SHORTEST_WAIT = 20;

/**
 * Brings the messages of the outbox to one receiver, at least once each and those of a key in order. Any number of relays
 * may serve the same receiver: a message is with one of them at a time.
 */
export class Relay {
  private readonly receiver: Receiver;
  private readonly settings: RelaySettings;
  private readonly holding: Pick<Holding, 'holder'>;
  private readonly settlement: Settlement;
  private readonly abandoned: Abandoned;
  private readonly bell = new Bell();
  private readonly cut = new AbortController();
  private readonly sends = new Set<Promise<void>>();
  private stopping = false;
  private restUntil = 0;
  private lookedAt = -Infinity;

  /** @param holding under whose number it takes messages */
  constructor(receiver: Receiver, settings: RelaySettings, holding: Pick<Holding, 'holder'>) {
    this.receiver = receiver;
    this.settings = settings;
    this.holding = holding;
    this.abandoned = new Abandoned(settings.database, receiver.destination);
    this.settlement = new Settlement(receiver, settings);
  }

  /** Says that there may be something to do. */
  wake(): void {
    this.bell.ring();
  }

  /** Delivers until stopped. Never rejects. */
  async run(): Promise<void> {
    while (!this.stopping) {
      const wait = await this.pass().catch((error: unknown) => this.sayTrouble(error));
      await this.bell.wait(wait);
    }
    await Promise.all(this.sends);
  }

  /** Takes nothing more. @param grace how long sends under way may still take before they are cut short */
  stop(grace: Milliseconds): void {
    this.stopping = true;
    this.bell.ring();
    setTimeout(() => this.cut.abort(), grace).unref();
  }

  /** Starts as many sends as there is room and work for. @returns how long there is nothing to do */
  private async pass(): Promise<Milliseconds> {
    const { database, clock, idleWait } = this.settings;
    const { destination, atOnce, perSend, lease } = this.receiver;
    const now = clock();
    await this.lookAround(now);
    const free = atOnce - this.sends.size;
    // Every send rings when it ends.
    if (free === 0) return idleWait;
    if (now < this.restUntil) return Math.min(idleWait, this.restUntil - now);

    const limit = free * perSend;
    const messages = await claimDue(database, destination, {
      now,
      limit,
      leaseUntil: now + lease,
      holder: this.holding.holder,
    });
    for (let from = 0; from < messages.length; from += perSend) this.start(messages.slice(from, from + perSend));
    if (messages.length === limit) return 0;
    const due = await nextDueAt(database, destination);
    return due === undefined ? idleWait : Math.min(idleWait, Math.max(SHORTEST_WAIT, due - clock()));
  }

  private start(messages: readonly OutboxMessage[]): void {
    const send = this.deliver(messages)
      .catch((error: unknown) => void this.sayTrouble(error))
      .finally(() => {
        this.sends.delete(send);
        this.bell.ring();
      });
    this.sends.add(send);
  }

  private async deliver(messages: readonly OutboxMessage[]): Promise<void> {
    const fresh = await this.settlement.dropStale(await this.settlement.dropTooOld(messages));
    if (fresh.length === 0) return;
    const delivery = await this.receiver.send(fresh, this.cut.signal).catch(failed);
    if (delivery.kind === 'failed' && delivery.retryAfter !== undefined) {
      // The receiver speaks for itself, not for one message: the others wait with it.
      this.restUntil = this.settings.clock() + delivery.retryAfter;
    }
    await this.settlement.settle(fresh, delivery);
  }

  /** What need not be known at every pass: how much waits, and whether somebody has died with messages in hand. */
  private async lookAround(now: number): Promise<void> {
    if (now - this.lookedAt < this.settings.idleWait) return;
    this.lookedAt = now;
    const { destination } = this.receiver;
    const taken = await this.abandoned.takeBack(now);
    if (taken > 0) {
      this.settings.logger.warn(
        { destination, messages: taken },
        'took over messages that another alerter had in hand when it ended; some may arrive twice, under the same id',
      );
    }
    const pending = await countPending(this.settings.database, destination);
    this.settings.metrics.gauge('barometer_outbox_pending').set({ destination }, pending);
  }

  /** What was claimed comes back when its lease ends, so going on is all there is to do. */
  private sayTrouble(error: unknown): Milliseconds {
    const { destination } = this.receiver;
    this.settings.logger.warn(
      { destination, error },
      'the outbox cannot be read or written for now; it is tried again',
    );
    return this.settings.idleWait;
  }
}

function failed(error: unknown): Delivery {
  return { kind: 'failed', error: (error as Error).message };
}
