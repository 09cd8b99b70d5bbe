import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { advancePager, forgetOld, pagerWakesAt, type Delivery, type PagingPolicy } from '#core/alerts';
import { DAY, type Milliseconds } from '#core/time';
import {
  appendToOutbox,
  loadAlertsById,
  lockPager,
  pagerOutlook,
  savePager,
  takeNotices,
  type Database,
} from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';
import { Bell } from '../delivery/bell.ts';
import { pageMessage } from './page-message.ts';

/** Steps that are heard in one go. */
const AT_ONCE = 2_000;

/** As long as Alertmanager takes an alert about an answer for firing. */
const FORGOTTEN_AFTER: Milliseconds = DAY;

export interface PagerDeskSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: PagingPolicy;
  /** Where the pages of each receiver of the policy go; a receiver may have none. */
  readonly destinations: ReadonlyMap<string, readonly string[]>;
  /** How long it waits at most before it looks again without having been woken. */
  readonly idleWait: Milliseconds;
}

/**
 * Decides who is paged, when, and for what. What is remembered is one row, locked while it is used, and written with the
 * messages that follow in one transaction. Any number of these may run: they take turns.
 */
export class PagerDesk implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly settings: PagerDeskSettings;
  private readonly bell = new Bell();
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(settings: PagerDeskSettings) {
    this.settings = settings;
  }

  /** Whether anybody could be paged at all. Without, nothing is to be handed to it. */
  get isStaffed(): boolean {
    return [...this.settings.destinations.values()].some((destinations) => destinations.length > 0);
  }

  onApplicationBootstrap(): void {
    if (this.isStaffed) this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  /** Says that there may be something to do. */
  wake(): void {
    this.bell.ring();
  }

  /** Hears what is new and what the clock says. @returns what is sent now */
  async page(): Promise<readonly Delivery[]> {
    const { database, clock, policy, destinations } = this.settings;
    const outlook = await pagerOutlook(database);
    if (!outlook.hasNotices && (outlook.wakesAt === undefined || outlook.wakesAt > clock())) return [];
    return database.transaction(async (tx) => {
      const before = await lockPager(tx);
      const notices = await takeNotices(tx, AT_ONCE);
      const at = Math.max(clock(), before.advancedAt);
      const { state, deliveries } = advancePager(before.state, policy, notices, at);
      const told = await loadAlertsById(
        tx,
        deliveries.flatMap(({ alerts }) => alerts.map(({ alertId }) => alertId)),
      );
      const messages = deliveries.flatMap((delivery) =>
        (destinations.get(delivery.receiver) ?? []).map((destination) => pageMessage(delivery, destination, told)),
      );
      const kept = forgetOld(state, policy, at, FORGOTTEN_AFTER);
      await savePager(tx, { state: kept, advancedAt: at, wakesAt: pagerWakesAt(kept) });
      await appendToOutbox(tx, messages, at);
      return deliveries;
    });
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.bell.wait(await this.pass().catch((error: unknown) => this.sayTrouble(error)));
    }
  }

  /** @returns how long there is nothing to do */
  private async pass(): Promise<Milliseconds> {
    const { database, clock, idleWait, logger } = this.settings;
    for (const { id, kind, receiver, alerts } of await this.page()) {
      logger.info({ id, receiver, alerts: alerts.length }, `the pager sends a ${kind}`);
    }
    const { hasNotices, wakesAt } = await pagerOutlook(database);
    if (hasNotices) return 0;
    return wakesAt === undefined ? idleWait : Math.min(idleWait, Math.max(0, wakesAt - clock()));
  }

  private sayTrouble(error: unknown): Milliseconds {
    this.settings.logger.warn({ error }, 'nobody can be paged for now; it is tried again');
    return this.settings.idleWait;
  }
}
