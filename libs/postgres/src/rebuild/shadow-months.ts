import type { Database, Queries } from '../database.ts';
import { monthOf, type MonthlyTable } from '../projection/month-partitions.ts';
import { withPartitions } from './table-twin.ts';

// Any number will do, as long as every thread that builds uses the same one.
const PARTITION_LOCK = 727_004;

/** The months of a table in a schema of its own. `MonthPartitions` would take the live table's for them. */
export class ShadowMonths {
  private readonly schema: string;
  private readonly table: MonthlyTable;
  private readonly database: Database;
  private known: ReadonlySet<string> = new Set();
  /** The month that was asked for last, and mostly is again. */
  private last: { readonly from: number; readonly to: number } | undefined;

  constructor(database: Database, schema: string, table: MonthlyTable) {
    this.database = database;
    this.schema = schema;
    this.table = table;
  }

  /** Reads which months there are. */
  async refresh(): Promise<void> {
    this.known = new Set(await withPartitions(this.database, this.schema, this.table));
    this.last = undefined;
  }

  /** Whether a row of that instant finds its part, as of the last `refresh`. */
  has(instant: number): boolean {
    if (this.last !== undefined && instant >= this.last.from && instant < this.last.to) return true;
    const month = monthOf(instant);
    if (!this.known.has(`${this.table}_${month.name}`)) return false;
    this.last = month;
    return true;
  }

  /** Makes the parts of those instants that are missing. */
  async make(instants: Iterable<number>): Promise<void> {
    for (const instant of instants) {
      if (this.has(instant)) continue;
      await this.database.transaction((tx) => this.makeMonth(tx, instant));
      await this.refresh();
    }
  }

  private async makeMonth(tx: Queries, instant: number): Promise<void> {
    const month = monthOf(instant);
    const whole = `${this.schema}.${this.table}`;
    const part = `${whole}_${month.name}`;
    await tx.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    await tx.execute(`CREATE TABLE IF NOT EXISTS ${part} (LIKE ${whole} INCLUDING ALL)`);
    const [attached] = await tx.query('SELECT 1 FROM pg_inherits WHERE inhrelid = $1::regclass', [part]);
    if (attached !== undefined) return;
    const from = month.from === -Infinity ? 'MINVALUE' : month.from;
    await tx.execute(`ALTER TABLE ${whole} ATTACH PARTITION ${part} FOR VALUES FROM (${from}) TO (${month.to})`);
  }
}
