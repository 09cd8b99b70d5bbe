import type { Queries } from '../database.ts';
import type { MonthlyTable } from '../projection/month-partitions.ts';

/** The instant since which a table holds every row; −∞ while no month of it was dropped. */
export async function keptSince(queries: Queries, table: MonthlyTable): Promise<number> {
  const [row] = await queries.query<{ since: number }>('SELECT since FROM kept_since WHERE monthly_table = $1', [
    table,
  ]);
  return row?.since ?? -Infinity;
}
