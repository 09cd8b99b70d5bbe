import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { ToldAlert } from '#core/alerts';
import type { Milliseconds } from '#core/time';
import type { Metrics } from '#libs/metrics';
import { JudgedElsewhere, Leadership, type Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';
import { Bell } from '../delivery/bell.ts';
import type { DueTimes } from './due-times.ts';
import type { Judged, SignalJudging } from './signal-judging.ts';

/** Any number will do, as long as every alerter uses the same one. */
const LEADER_LOCK = 727_006;

export interface TickerSettings {
  readonly database: Database;
  readonly judging: SignalJudging;
  readonly dueTimes: DueTimes;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** How often it asks whether something is to be judged, and whether it leads. */
  readonly every: Milliseconds;
}

/** Judges what goes by the clock while the application runs. Of several alerters one leads; the others stand by. */
export class SignalTicker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly settings: TickerSettings;
  private readonly leadership: Leadership;
  private readonly bell = new Bell();
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private leads = false;

  constructor(settings: TickerSettings) {
    this.settings = settings;
    this.leadership = new Leadership(settings.database, LEADER_LOCK);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
    await this.leadership.release();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.tick().catch((error: unknown) => this.sayTrouble(error));
      if (!this.stopping) await this.bell.wait(this.settings.every);
    }
  }

  private async tick(): Promise<void> {
    const { judging, dueTimes, logger, clock } = this.settings;
    const led = this.leads;
    this.leads = await this.leadership.hold();
    if (this.leads !== led) {
      logger.info(
        { leads: this.leads },
        this.leads ? 'leads: judges the rules that go by the clock' : 'another alerter judges',
      );
      // What was in memory when the lead was lost may be out of date.
      judging.forget();
    }
    if (!this.leads) return;
    this.sayAll(await dueTimes.follow());
    const begun = clock();
    const judged = await judging.judge();
    if (judged !== undefined) this.report(judged, clock() - begun);
  }

  private report({ until, looks, lookedBack, segments, firing, steps }: Judged, took: Milliseconds): void {
    const { metrics } = this.settings;
    metrics.gauge('barometer_rules_judged_timestamp_seconds').set({}, until / 1000);
    metrics.counter('barometer_rule_looks_total').add({ again: String(lookedBack) }, looks);
    metrics.histogram('barometer_rules_judging_seconds').observe({}, took / 1000);
    for (const [rule, count] of segments) metrics.gauge('barometer_rule_segments').set({ rule }, count);
    for (const [rule, count] of firing) metrics.gauge('barometer_rule_firing_alerts').set({ rule }, count);
    this.sayAll(steps);
  }

  private sayAll(steps: readonly ToldAlert[]): void {
    for (const { alertId, rule, state, step } of steps) {
      this.settings.logger.info({ alertId, rule, state, step }, 'an alert has changed');
    }
  }

  private sayTrouble(error: unknown): void {
    const { logger } = this.settings;
    if (error instanceof JudgedElsewhere) logger.info({}, error.message);
    else logger.warn({ error }, 'the rules that go by the clock cannot be judged for now; it is tried again');
  }
}
