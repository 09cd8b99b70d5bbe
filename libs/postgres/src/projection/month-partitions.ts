import { formatInstant } from '#core/time';
import type { Database } from '../database.ts';

/** The tables that are kept by the month, each by its column of time. */
export type MonthlyTable = 'journal' | 'ledger';

interface Month {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Everything before stands in one part: a wrong clock must not make a table for each month since the year 1. */
const FIRST = Date.UTC(2000, 0);
const BEFORE_FIRST: Month = { name: 'before_2000', from: -Infinity, to: FIRST };

const CHECK_VIOLATION = '23514';

/** Any number will do, as long as every process of this product uses the same one, and for nothing else. */
const PARTITION_LOCK = 727_005;

/** The calendar month, in UTC, that an instant lies in. */
export function monthOf(instant: number): Month {
  if (instant < FIRST) return BEFORE_FIRST;
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const from = Date.UTC(year, month);
  return { name: formatInstant(from).slice(0, 7).replace('-', '_'), from, to: Date.UTC(year, month + 1) };
}

/**
 * Makes the parts of a table as rows of new months come. Old months are dropped whole, which costs nothing; the months
 * in between are left out of a query's way.
 */
export class MonthPartitions {
  private readonly database: Database;
  private readonly table: MonthlyTable;
  private readonly known: Month[] = [];

  constructor(database: Database, table: MonthlyTable) {
    this.database = database;
    this.table = table;
  }

  /**
   * Sees to it that rows of these instants find their part. Works on a connection of its own: call it before the
   * transaction writes to the table, or it may wait for itself.
   */
  async ensure(instants: Iterable<number>): Promise<void> {
    for (const instant of instants) {
      if (!this.known.some(({ from, to }) => instant >= from && instant < to)) await this.make(monthOf(instant));
    }
  }

  /** Call it when a row has not found its part: the table may be another one than it was. */
  forget(): void {
    this.known.length = 0;
  }

  private async make(month: Month): Promise<void> {
    const part = `${this.table}_${month.name}`;
    await this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      const [found] = await tx.query<{ part: string | null }>('SELECT to_regclass($1) AS part', [part]);
      if (found?.part !== null) return;
      // Made apart and then attached: `CREATE TABLE … PARTITION OF` would lock out everybody who writes to the table.
      await tx.execute(`CREATE TABLE ${part} (LIKE ${this.table} INCLUDING ALL)`);
      await tx.execute(
        `ALTER TABLE ${this.table} ATTACH PARTITION ${part} FOR VALUES FROM (${bound(month.from)}) TO (${month.to})`,
      );
    });
    // The latest first: that is where most rows go.
    this.known.push(month);
    this.known.sort((a, b) => b.from - a.from);
  }
}

/** Whether a row found no part because its month was dropped, or went with tables that a rebuild has replaced. */
export function isMissingMonth(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === CHECK_VIOLATION && String(message).startsWith('no partition');
}

function bound(instant: number): string {
  return instant === -Infinity ? 'MINVALUE' : String(instant);
}
