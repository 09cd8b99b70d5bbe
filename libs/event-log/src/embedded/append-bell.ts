import type { Database } from '#libs/postgres';

import type { EventLogLogger } from '../reading/logger.ts';
import { APPENDED } from './channels.ts';

/**
 * Tells readers of appends. Not inside the append itself: PostgreSQL lets transactions that notify commit only one after
 * the other. One message at a time is under way; what is appended meanwhile goes into the next one. A reader that misses
 * a message looks by itself a little later.
 */
export class AppendBell {
  private readonly database: Database;
  private readonly logger: EventLogLogger;
  private readonly pending = new Set<number>();
  private telling: Promise<void> | undefined;

  constructor(database: Database, logger: EventLogLogger) {
    this.database = database;
    this.logger = logger;
  }

  ring(partitions: readonly number[]): void {
    for (const partition of partitions) this.pending.add(partition);
    this.telling ??= this.tell().finally(() => {
      this.telling = undefined;
    });
  }

  /** Resolves when everything was told. */
  async quiet(): Promise<void> {
    await this.telling;
  }

  private async tell(): Promise<void> {
    while (this.pending.size > 0) {
      const partitions = [...this.pending];
      this.pending.clear();
      await this.database
        .query('SELECT pg_notify($1, $2)', [APPENDED, partitions.join(',')])
        .catch((error: unknown) => {
          this.logger.warn(`Readers were not told of new records and find them a little later: ${String(error)}`);
        });
    }
  }
}
