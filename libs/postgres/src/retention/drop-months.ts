import type { Database, Queries } from '../database.ts';
import type { MonthlyTable } from '../projection/month-partitions.ts';

/** A month of a table that can go. */
interface OldMonth {
  readonly part: string;
  /** Where the month ends. */
  readonly to: number;
}

/** Somebody reads for longer than that: the month goes another time. */
const LOCK_PATIENCE = '5s';

/**
 * Drops the months of a table that end at or before an instant, the oldest first. A month of the ledger goes only when
 * the panes hold all of it: its sums stay, to the hour.
 *
 * @returns the names of what was dropped
 */
export async function dropMonths(database: Database, table: MonthlyTable, before: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const month of await monthsBefore(database, table, before)) {
    const gone = await database.transaction((tx) => dropMonth(tx, table, month));
    // What is kept must have no holes: nothing later goes before this one does.
    if (!gone) break;
    dropped.push(month.part);
  }
  return dropped;
}

async function monthsBefore(queries: Queries, table: MonthlyTable, before: number): Promise<OldMonth[]> {
  const rows = await queries.query<{ part: string; bound: string }>(
    `SELECT c.oid::regclass::text AS part, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass`,
    [table],
  );
  return rows
    .map(({ part, bound }) => ({ part, to: Number(/TO \('?(-?\d+)'?\)/.exec(bound)?.[1] ?? Number.NaN) }))
    .filter(({ to }) => to <= before)
    .sort((a, b) => a.to - b.to);
}

/** @returns whether it was dropped; if not, the panes do not hold all of it yet. */
async function dropMonth(tx: Queries, table: MonthlyTable, { part, to }: OldMonth): Promise<boolean> {
  await tx.execute(`SET LOCAL lock_timeout = '${LOCK_PATIENCE}'`);
  // Readers hold this table while they read: none of them may find the rows gone and the border not yet moved.
  await tx.execute('LOCK TABLE generations IN ACCESS EXCLUSIVE MODE');
  if (table === 'ledger' && (await hasUnmergedRows(tx, part))) return false;
  await tx.execute(
    `INSERT INTO kept_since (monthly_table, since) VALUES ($1, $2)
     ON CONFLICT (monthly_table) DO UPDATE SET since = greatest(kept_since.since, excluded.since)`,
    [table, to],
  );
  await tx.execute(`DROP TABLE ${part}`);
  return true;
}

async function hasUnmergedRows(tx: Queries, part: string): Promise<boolean> {
  const [row] = await tx.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM ${part} l LEFT JOIN pane_positions p USING (stream)
                     WHERE l.sequence >= coalesce(p.next_sequence, 0)) AS found`,
  );
  return row?.found === true;
}
