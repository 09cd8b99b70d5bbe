import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#libs/postgres';
import type { Fault } from './fault.ts';

const WRITTEN = ['journal', 'subjects', 'ledger', 'progress', 'outbox', 'alert_responses', 'kpi_updates', 'panes'];

/** PostgreSQL refuses to write a table, as it does when its disk is full. */
export const fullDisk: Fault = {
  name: 'the disk is full',
  async strike({ openDatabase, chance, troubleLasts, count }) {
    const database = await openDatabase();
    const table = chance.pick(WRITTEN);
    try {
      await patiently(database, [
        `CREATE OR REPLACE FUNCTION refuse_as_if_full() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`,
        `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_as_if_full()`,
      ]);
      count('full disks');
      await sleep(troubleLasts);
    } finally {
      await patiently(database, [`DROP TRIGGER IF EXISTS full_disk ON ${table}`]);
      await database.close();
    }
  },
};

/** A trigger needs a lock that writers hold for a moment; they wait behind it meanwhile, and must not for long. */
async function patiently(database: Database, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    for (let tries = 1; ; tries += 1) {
      try {
        await database.transaction(async (tx) => {
          await tx.execute(`SET LOCAL lock_timeout = '5s'`);
          await tx.execute(statement);
        });
        break;
      } catch (error) {
        if (tries === 20) throw error;
        await sleep(500);
      }
    }
  }
}
