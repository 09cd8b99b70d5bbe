import { factCode, type FactKind } from '#core/facts';
import { PANE_CODE, PANE_LENGTH, readCell, type PaneLevel } from '#core/windows';
import { numberArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { streamsBehindPanes } from '../reading/panes.ts';

/** Facts of a kind in an hour or a day, of one combination of attributes. */
export interface FactCount {
  readonly segment: number;
  readonly start: number;
  readonly n: number;
}

/**
 * How many facts of a kind there were in some hours or days, from panes and from the ledger behind them. Call it in a
 * transaction of one snapshot: panes and ledger must be of the same instant.
 *
 * @param starts of the hours or days that are wanted
 */
export async function factCounts(
  queries: Queries,
  fact: FactKind,
  level: PaneLevel,
  starts: readonly number[],
): Promise<FactCount[]> {
  if (starts.length === 0) return [];
  const panes = await queries.query<{ segment: number; start: number; cell: string }>(
    'SELECT segment, start, cell FROM panes WHERE level = $1 AND start = ANY ($2::bigint[]) AND fact = $3',
    [PANE_CODE[level], numberArray(starts), factCode(fact)],
  );
  const behind = await countsBehindPanes(queries, fact, level, starts);
  return [...panes.map(({ segment, start, cell }) => ({ segment, start, n: readCell(fact, cell).n })), ...behind];
}

/** Each stream is a question of its own, for the reason that `factsBehindPanes` tells. */
async function countsBehindPanes(
  queries: Queries,
  fact: FactKind,
  level: PaneLevel,
  starts: readonly number[],
): Promise<FactCount[]> {
  const behind = await streamsBehindPanes(queries);
  if (behind.length === 0) return [];
  const rows = behind.map(
    (_, nr) =>
      `SELECT segment, weight, at FROM ledger WHERE stream = $${2 * nr + 4} AND sequence >= $${2 * nr + 5} AND fact = $1`,
  );
  return queries.query<FactCount & { readonly [column: string]: unknown }>(
    `SELECT l.segment, w.start, sum(l.weight)::integer AS n
       FROM (${rows.join(' UNION ALL ')}) AS l
       JOIN unnest($2::bigint[]) AS w (start) ON l.at >= w.start AND l.at < w.start + $3
      GROUP BY l.segment, w.start HAVING sum(l.weight) <> 0`,
    [factCode(fact), numberArray(starts), PANE_LENGTH[level], ...behind.flatMap(({ stream, next }) => [stream, next])],
  );
}

/** The start of the first hour that anything is known of, for a kind of fact; `undefined` when no pane has any. */
export async function firstHourOf(queries: Queries, fact: FactKind): Promise<number | undefined> {
  const [row] = await queries.query<{ start: number }>(
    'SELECT start FROM panes WHERE level = $1 AND fact = $2 ORDER BY start LIMIT 1',
    [PANE_CODE.hour, factCode(fact)],
  );
  return row?.start;
}
