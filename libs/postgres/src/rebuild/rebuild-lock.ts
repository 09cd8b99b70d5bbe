import type { Database } from '../database.ts';
import { takeSessionLock } from '../session-lock.ts';

// Any number will do, as long as every rebuild uses the same one, and nothing else does.
const REBUILD_LOCK = 727_003;

/**
 * Makes this the only rebuild of the database. The lock falls with its connection, however the process ends.
 *
 * @returns how to give it back; `undefined` when another rebuild runs
 */
export async function takeRebuildLock(database: Database): Promise<(() => Promise<void>) | undefined> {
  const session = await takeSessionLock(database, REBUILD_LOCK);
  return session && (() => session.release());
}
