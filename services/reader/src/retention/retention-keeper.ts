import { DAY, HOUR, type Milliseconds } from '#core/time';
import { dropMonths, type Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';

const LOOK_EVERY = HOUR;

/** The longest month: what ends before it may begin up to so much earlier. */
const MONTH = 31 * DAY;

/** How long rows are kept, given what was asked for: live windows read the ledger as far back as they watch. */
export function keptFor(keepDays: number, watchedAges: readonly Milliseconds[]): Milliseconds {
  return Math.max(keepDays * DAY, Math.max(0, ...watchedAges) + MONTH);
}

/** Drops the months of journal and ledger that are older than is wanted. Panes stay, and with them every sum to the hour. */
export class RetentionKeeper {
  private readonly database: Database;
  private readonly keepFor: Milliseconds | undefined;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private lookAgainAt = -Infinity;

  /** @param keepFor `undefined` keeps everything */
  constructor(database: Database, keepFor: Milliseconds | undefined, clock: Clock, logger: Logger) {
    this.database = database;
    this.keepFor = keepFor;
    this.clock = clock;
    this.logger = logger;
  }

  /** Looks for months that can go, if the last look is long enough ago. Only the leading reader may call it. */
  async keep(): Promise<void> {
    const now = this.clock();
    if (this.keepFor === undefined || now < this.lookAgainAt) return;
    this.lookAgainAt = now + LOOK_EVERY;
    for (const table of ['journal', 'ledger'] as const) {
      const months = await dropMonths(this.database, table, now - this.keepFor);
      if (months.length > 0) this.logger.info({ months }, 'dropped what is older than BAROMETER_KEEP_DAYS');
    }
  }
}
