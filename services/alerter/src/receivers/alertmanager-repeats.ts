import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { MINUTE, type Milliseconds } from '#core/time';
import { alertsToRepeat, type Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';
import { alertChangedData } from '../alerting/alert-changed.ts';
import { post, type PostSettings } from '../delivery/post.ts';
import type { Delivery } from '../delivery/receiver.ts';
import { FIRES_FOR, postedAlert, type PostedAlert } from './alertmanager.ts';
import { pageOf } from './page.ts';

export interface RepeatsSettings {
  readonly alertmanagers: readonly (PostSettings & { readonly destination: string })[];
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly every: Milliseconds;
}

/** For so long after its end an alert is repeated as over, for an Alertmanager that was away when it ended. */
const REPEATED_AFTER_END: Milliseconds = 5 * MINUTE;

/** More at a time would be a flood that no person reads; the newest go first. */
const MOST_REPEATED = 5_000;

/** Some hundred kilobytes. */
const PER_POST = 500;

/**
 * Tells each Alertmanager again and again what fires and what has just ended: it keeps alerts in its memory only, and takes
 * for over what is not repeated. The first telling of each step goes through the outbox. Any number of these may run.
 */
export class AlertmanagerRepeats implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly settings: RepeatsSettings;
  private readonly cut = new AbortController();
  private readonly troubled = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private passing: Promise<void> | undefined;

  constructor(settings: RepeatsSettings) {
    this.settings = settings;
  }

  onApplicationBootstrap(): void {
    if (this.settings.alertmanagers.length === 0) return;
    this.timer = setInterval(() => this.start(), this.settings.every);
    this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.cut.abort();
    await this.passing;
  }

  /** Not while the last repetition is still under way: a slow receiver must not collect them. */
  private start(): void {
    this.passing ??= this.repeat()
      .catch((error: unknown) =>
        this.settings.logger.warn(
          { error },
          'alerts could not be read to repeat them to Alertmanager; tried again soon',
        ),
      )
      .finally(() => (this.passing = undefined));
  }

  private async repeat(): Promise<void> {
    const { database, clock, alertmanagers } = this.settings;
    const now = clock();
    const alerts = await alertsToRepeat(database, {
      firingSince: now - FIRES_FOR - REPEATED_AFTER_END,
      withdrawnSince: now - REPEATED_AFTER_END,
      limit: MOST_REPEATED,
    });
    const posted = alerts.map((alert) => postedAlert(pageOf(alertChangedData(alert)), now));
    await Promise.all(alertmanagers.map((alertmanager) => this.repeatTo(alertmanager, posted)));
  }

  private async repeatTo(
    alertmanager: PostSettings & { readonly destination: string },
    alerts: readonly PostedAlert[],
  ): Promise<void> {
    for (let from = 0; from < alerts.length; from += PER_POST) {
      const body = JSON.stringify(alerts.slice(from, from + PER_POST));
      const delivery = await post(alertmanager, body, {}, this.cut.signal);
      if (this.cut.signal.aborted) return;
      this.say(alertmanager.destination, delivery);
      if (delivery.kind !== 'delivered') return;
    }
  }

  /** Once when it begins and once when it is over, not every minute. */
  private say(destination: string, delivery: Delivery): void {
    const { logger } = this.settings;
    if (delivery.kind === 'delivered') {
      if (this.troubled.delete(destination)) logger.info({ destination }, 'alerts are repeated to Alertmanager again');
      return;
    }
    if (this.troubled.has(destination)) return;
    this.troubled.add(destination);
    const { error } = delivery;
    logger.warn(
      { destination, error },
      'alerts cannot be repeated to Alertmanager: in a quarter of an hour it takes them for over; check that it runs',
    );
  }
}
