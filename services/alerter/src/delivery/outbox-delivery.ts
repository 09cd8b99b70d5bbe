import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DAY, HOUR } from '#core/time';
import { removeDelivered } from '#libs/postgres';
import { Holding } from './holding.ts';
import { OutboxListener } from './outbox-listener.ts';
import type { Receiver } from './receiver.ts';
import { Relay } from './relay.ts';
import type { RelaySettings } from './relay-settings.ts';

/** How long delivered messages stay, for those who ask what was sent. */
const KEPT_AFTER_DELIVERY = 7 * DAY;

/** A receiver that answers in time is waited for; one that hangs gets its message again after the next start. */
const STOP_GRACE = 3_000;

/** Runs one relay for each receiver while the application runs, and wakes them when the outbox has grown. */
export class OutboxDelivery implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly settings: RelaySettings;
  private readonly relays: readonly Relay[];
  private readonly listener: OutboxListener;
  private readonly holding: Holding;
  private showing: Promise<void> = Promise.resolve();
  private running: Promise<unknown> = Promise.resolve();
  private tidying: NodeJS.Timeout | undefined;

  /** @param heard is called too whenever something may be new */
  constructor(receivers: readonly Receiver[], settings: RelaySettings, heard: () => void = () => undefined) {
    this.settings = settings;
    this.holding = new Holding(settings.database, settings.random);
    this.relays = receivers.map((receiver) => new Relay(receiver, settings, this.holding));
    this.listener = new OutboxListener(settings.database, settings.logger, () => {
      heard();
      for (const relay of this.relays) relay.wake();
    });
  }

  onApplicationBootstrap(): void {
    this.showing = this.holding.run();
    this.running = Promise.all([this.listener.run(), ...this.relays.map((relay) => relay.run())]);
    this.tidying = setInterval(() => void this.tidy(), HOUR);
  }

  /** After the consumers have stopped: what their last batch wrote still has its chance. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.tidying);
    this.listener.stop();
    for (const relay of this.relays) relay.stop(STOP_GRACE);
    await this.running;
    // Only now: until the last send was settled, nobody else may think that it was abandoned.
    this.holding.stop();
    await this.showing;
  }

  private async tidy(): Promise<void> {
    const { database, clock, logger } = this.settings;
    await removeDelivered(database, clock() - KEPT_AFTER_DELIVERY).catch((error: unknown) =>
      logger.warn({ error }, 'delivered messages could not be removed from the outbox; tried again in an hour'),
    );
  }
}
