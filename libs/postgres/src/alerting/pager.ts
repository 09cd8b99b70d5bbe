import type { AlertNotice, PagerState } from '#core/alerts';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** What the pager remembers. */
export interface StoredPager {
  readonly state: PagerState;
  /** When it was last advanced: it never goes back. */
  readonly advancedAt: number;
  /** When it must be called although nothing is heard. */
  readonly wakesAt: number | undefined;
}

/** Hands steps of alerts to the pager. Call it in the transaction that makes them; the outbox wakes whoever listens. */
export async function appendNotices(queries: Queries, notices: readonly AlertNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await queries.execute(
    'INSERT INTO pager_notices (notice) SELECT notice FROM unnest($1::text[]) WITH ORDINALITY AS t (notice, place) ORDER BY place',
    [textArray(notices.map((notice) => JSON.stringify(notice)))],
  );
}

/** Whether the pager has something to do now, and when next. Takes no lock. */
export async function pagerOutlook(queries: Queries): Promise<{ hasNotices: boolean; wakesAt: number | undefined }> {
  const [row] = await queries.query<{ has_notices: boolean; wakes_at: number | null }>(
    'SELECT EXISTS (SELECT FROM pager_notices) AS has_notices, wakes_at FROM pager',
  );
  return { hasNotices: row?.has_notices === true, wakesAt: row?.wakes_at ?? undefined };
}

/** Reads what the pager remembers, and keeps others from it until the end of the transaction. */
export async function lockPager(queries: Queries): Promise<StoredPager> {
  const [row] = await queries.query<{ state: string; advanced_at: number; wakes_at: number | null }>(
    'SELECT state, advanced_at, wakes_at FROM pager FOR UPDATE',
  );
  if (row === undefined)
    throw new RangeError('the table "pager" has lost its row; run the migrations on a new database');
  return {
    state: JSON.parse(row.state) as PagerState,
    advancedAt: row.advanced_at,
    wakesAt: row.wakes_at ?? undefined,
  };
}

/** Takes the next steps that the pager has not heard of, in order. Lock it before. */
export async function takeNotices(queries: Queries, limit: number): Promise<AlertNotice[]> {
  const rows = await queries.query<{ sequence: number; notice: string }>(
    `DELETE FROM pager_notices WHERE sequence IN (SELECT sequence FROM pager_notices ORDER BY sequence LIMIT $1)
     RETURNING sequence, notice`,
    [limit],
  );
  return rows.sort((a, b) => a.sequence - b.sequence).map(({ notice }) => JSON.parse(notice) as AlertNotice);
}

/** Writes what the pager remembers now. */
export async function savePager(queries: Queries, { state, advancedAt, wakesAt }: StoredPager): Promise<void> {
  await queries.execute('UPDATE pager SET state = $1, advanced_at = $2, wakes_at = $3', [
    JSON.stringify(state),
    advancedAt,
    wakesAt ?? null,
  ]);
}
