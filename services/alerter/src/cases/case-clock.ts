import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { followClock } from '#core/cases';
import type { Milliseconds } from '#core/time';
import { holdWakingCases, type Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';
import { CaseBook, type CaseGrowth } from './case-book.ts';
import type { CaseRules } from './case-rules.ts';
import { saveGrowths } from './save-growths.ts';

export interface CaseClockSettings extends CaseRules {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often it looks. */
  readonly every: Milliseconds;
}

/** Cases held in one transaction; more of them wait for the next one, which follows at once. */
const AT_ONCE = 200;

/**
 * Lets time have its effect on cases: it wakes those that were snoozed, and escalates those whose deadline has passed without
 * a contact. Any number of these may run; a case is with one of them at a time, and changes with its message or not at all.
 */
export class CaseClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly settings: CaseClockSettings;
  private timer: NodeJS.Timeout | undefined;
  private passing: Promise<void> | undefined;
  private stopping = false;

  constructor(settings: CaseClockSettings) {
    this.settings = settings;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.start(), this.settings.every);
    this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.passing;
  }

  /** Does what the clock calls for now. @returns how many cases have changed */
  async tick(): Promise<number> {
    const { database, clock, policy, logger } = this.settings;
    const now = clock();
    const grown = await database.transaction(async (tx): Promise<readonly CaseGrowth[]> => {
      const held = await holdWakingCases(tx, now, AT_ONCE);
      const book = new CaseBook(held);
      for (const { known } of held) book.write(known, followClock(known, now, policy));
      await saveGrowths(tx, book.grown, this.settings, now);
      return book.grown;
    });
    for (const { grown: known, added } of grown) {
      for (const { change } of known.timeline.slice(-added)) {
        logger.info({ caseId: known.caseId, change, version: known.version }, 'the clock has changed a case');
      }
    }
    return grown.length;
  }

  private start(): void {
    this.passing ??= this.pass()
      .catch((error: unknown) =>
        this.settings.logger.warn({ error }, 'cases cannot be escalated or woken for now; it is tried again soon'),
      )
      .finally(() => (this.passing = undefined));
  }

  private async pass(): Promise<void> {
    while (!this.stopping && (await this.tick()) === AT_ONCE);
  }
}
