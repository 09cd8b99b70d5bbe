import { Database, type DatabaseSettings } from '../database.ts';
import type { Session } from '../session.ts';

/**
 * Runs long work over connections of its own. When it fails they are cut off in the middle of what they do.
 *
 * @param sessions how many connections the work holds at once, beside those that it takes and gives back
 */
export async function withOwnDatabase<T>(
  settings: DatabaseSettings,
  sessions: number,
  work: (database: Database, sessions: readonly Session[]) => Promise<T>,
): Promise<T> {
  const database = await Database.open({ ...settings, poolSize: sessions + 1, statementTimeout: 0 });
  const held: Session[] = [];
  try {
    for (let nr = 0; nr < sessions; nr += 1) held.push(await database.session());
    const result = await work(database, held);
    await Promise.all(held.map((session) => session.release()));
    return result;
  } finally {
    for (const session of held) session.discard();
    await database.close();
  }
}
