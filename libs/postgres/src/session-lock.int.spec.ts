import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from './database.ts';
import { takeSessionLock } from './session-lock.ts';
import { startTestPostgres, type TestPostgres } from './embedded/test-postgres.ts';

const LOCK = 727_999;

let postgres: TestPostgres;
let url: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  url = await postgres.createDatabase();
});
afterAll(async () => postgres?.stop());

async function open(poolSize = 2): Promise<Database> {
  return Database.open({ url, applicationName: 'session-lock-test', poolSize });
}

it('gives the lock to one at a time, and to the next when that one lets go', async () => {
  const [one, other] = [await open(), await open()];
  const held = await takeSessionLock(one, LOCK);
  expect(held).toBeDefined();
  expect(await takeSessionLock(other, LOCK)).toBeUndefined();
  await held?.release();
  const next = await takeSessionLock(other, LOCK);
  expect(next).toBeDefined();
  await next?.release();
  await Promise.all([one.close(), other.close()]);
});

// Found by the fault campaign: a reader that lost its connection while it asked for the leadership kept it out of the pool
// for ever. Ten such losses left it without connections, and one was enough that it never stopped.
it('keeps no connection that breaks while it asks', async () => {
  const database = await open(2);
  const killer = await open();
  for (let nr = 0; nr < 3; nr += 1) {
    await expect(takeSessionLock(dying(database, killer), LOCK)).rejects.toThrow(/connection/);
  }
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await database.close();
  await killer.close();
});

/** The same database; PostgreSQL ends every session of it before anything can be asked. */
function dying(database: Database, killer: Database): Database {
  return {
    session: async () => {
      const session = await database.session();
      const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await killer.query('SELECT pg_terminate_backend($1, 5000)', [row?.pid]);
      return session;
    },
  } as Database;
}
