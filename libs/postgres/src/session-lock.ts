import type { Database } from './database.ts';
import type { Session } from './session.ts';

/**
 * Takes an advisory lock of PostgreSQL on a connection of its own, without waiting. The lock falls with the connection.
 *
 * @param lock one of the numbers that this product keeps for itself
 * @returns the session that holds it, to be released in the end; `undefined` when somebody else holds it
 */
export async function takeSessionLock(database: Database, lock: number): Promise<Session | undefined> {
  const session = await database.session();
  let held = false;
  try {
    const [row] = await session.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [lock]);
    held = row?.held === true;
  } finally {
    // A connection that fails here and is kept is missing in the pool, which then never closes.
    if (!held) await session.release();
  }
  return held ? session : undefined;
}
