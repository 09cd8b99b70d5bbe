import { numberArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import type { Session } from '../session.ts';

/** The first half of the locks of holders. Any number will do that no other lock of two halves uses. */
const HOLDERS = 727_003;

/**
 * Says, for as long as the session lives, that the holder of this number is at work.
 *
 * @param holder from 0 below 2^31
 * @returns whether the number was free
 */
export async function holdAs(session: Session, holder: number): Promise<boolean> {
  const [row] = await session.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS held', [
    HOLDERS,
    holder,
  ]);
  return row?.held === true;
}

/** Those who have messages of a destination in hand and are at work no more. */
export async function absentHolders(queries: Queries, destination: string): Promise<number[]> {
  const rows = await queries.query<{ holder: number }>(
    `SELECT DISTINCT holder FROM outbox
      WHERE destination = $1 AND holder IS NOT NULL AND delivered_at IS NULL AND given_up_at IS NULL
        AND NOT EXISTS (
          SELECT FROM pg_locks
           WHERE locktype = 'advisory' AND granted AND classid = $2 AND objid::bigint = holder AND objsubid = 2
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
    [destination, HOLDERS],
  );
  return rows.map(({ holder }) => holder);
}

/** Makes due again what these holders have in hand. @returns how many messages */
export async function takeFrom(
  queries: Queries,
  destination: string,
  holders: readonly number[],
  now: number,
): Promise<number> {
  return queries.execute(
    `UPDATE outbox SET holder = NULL, next_attempt_at = $3
      WHERE destination = $1 AND holder = ANY ($2::bigint[]) AND delivered_at IS NULL AND given_up_at IS NULL`,
    [destination, numberArray(holders), now],
  );
}
