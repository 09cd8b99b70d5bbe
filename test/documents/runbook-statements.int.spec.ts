import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  advanceProgress,
  appendToOutbox,
  claimDue,
  Database,
  giveUp,
  lockProgress,
  resumePoint,
  startTestPostgres,
  streamOf,
  type OutboxMessage,
  type TestPostgres,
} from '#libs/postgres';

const OPERATE = join(import.meta.dirname, '../../docs/operate');

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'runbooks' });
  await database.migrate();
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

/** The statement that a runbook gives to people who have other things on their mind than its spelling. */
async function statementOf(page: string): Promise<string> {
  const text = await readFile(join(OPERATE, page), 'utf8');
  const [, statement] = /```sql\n(.*?)```/s.exec(text) ?? [];
  if (statement === undefined) throw new Error(`${page} holds no SQL`);
  return statement.replaceAll(/^ {2}/gm, '');
}

it('a partition whose position was lost goes on where the runbook puts it, and only if it stands where it was said to', async () => {
  const stream = await streamOf(database, 'ticket-state', 3);
  const lastRecord = { offset: 499, timestamp: 1, keyHash: 'x' };
  await database.transaction(async (tx) => {
    const progress = await lockProgress(tx, 'kpis', stream, 0);
    await advanceProgress(tx, 'kpis', stream, progress, {
      nextOffset: 500,
      nextSequence: 7,
      lastRecord,
      completeUntil: 1,
    });
  });
  const statement = await statementOf('lost-position.md');
  expect(await database.execute(statement)).toBe(1);
  expect(await resumePoint(database, 'kpis', 'ticket-state', 3)).toEqual({ nextOffset: 800 });
  expect(await database.execute(statement)).toBe(0);
  expect((await lockProgress(database, 'kpis', stream, 0)).nextSequence).toBe(7);
});

it('a page that was given up is tried again', async () => {
  const message = {
    destination: 'webhook:default',
    key: 'a',
    eventId: '…',
    type: 'alert.changed.v1',
    happenedAt: 1,
    body: '{}',
  };
  await appendToOutbox(database, [message], 1);
  const claim = async () => claimDue(database, message.destination, { now: 2, limit: 1, leaseUntil: 3 });
  const [taken] = await claim();
  await giveUp(database, taken as OutboxMessage, 2, 'refused');
  expect(await claim()).toEqual([]);
  expect(await database.execute(await statementOf('pages-that-wait.md'))).toBe(1);
  expect(await claim()).toMatchObject([{ eventId: '…' }]);
});
