import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followAlert, loadCasePolicy, type Case } from '#core/cases';
import { HOUR, MINUTE } from '#core/time';
import { caseFeed, Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { givenLogger } from '../given-log-entries.fixture.ts';
import { CaseBook } from './case-book.ts';
import { CaseClock } from './case-clock.ts';
import { saveGrowths } from './save-growths.ts';

const policy = loadCasePolicy();
const destinations = { tellsChanges: ['topic:case-changed'], tellsNotes: [] };

let postgres: TestPostgres;
let database: Database;
let now: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'case clock test' });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

beforeEach(async () => {
  await database.execute('TRUNCATE outbox, cases, case_events RESTART IDENTITY');
  now = 0;
});

const givenClock = (logger = givenLogger()) =>
  new CaseClock({ policy, ...destinations, database, clock: () => now, logger, every: MINUTE });

/** Cases of an enterprise customer, each opened at 0 and due after four hours. */
async function open(subjects: readonly string[]): Promise<void> {
  const book = new CaseBook([]);
  for (const subject of subjects) {
    const grounds = {
      alertId: subject,
      severity: 'critical',
      segment: { segment: 'enterprise' },
      at: 0,
      subject,
    } as const;
    book.write(undefined, followAlert(undefined, grounds, policy, `case-${subject}`));
  }
  await database.transaction((tx) => saveGrowths(tx, book.grown, destinations, 0));
}

const cases = (): Promise<readonly Case[]> => caseFeed(database, {}, 1_000);

describe('the clock of cases', () => {
  it('escalates a case when its deadline has passed, once, and tells it', async () => {
    await open(['s-1']);
    now = 4 * HOUR - 1;
    expect(await givenClock().tick()).toBe(0);
    now = 4 * HOUR;
    const logger = givenLogger();
    expect(await givenClock(logger).tick()).toBe(1);
    expect(await givenClock().tick()).toBe(0);
    expect(await cases()).toMatchObject([{ owner: 'service-desk-lead', version: 2, escalatedFor: 4 * HOUR }]);
    expect(await database.query('SELECT event_id FROM outbox ORDER BY sequence')).toEqual([
      { event_id: 'case-changed/case-s-1/1' },
      { event_id: 'case-changed/case-s-1/2' },
    ]);
    expect(logger.entries.map(({ fields }) => fields)).toEqual([
      { caseId: 'case-s-1', change: 'escalated', version: 2 },
    ]);
  });

  it('escalates each of many cases once when two alerters look at the same time', async () => {
    await open(Array.from({ length: 300 }, (_, i) => `s-${i}`));
    now = 5 * HOUR;
    const clocks = [givenClock(), givenClock()];
    while ((await Promise.all(clocks.map((clock) => clock.tick()))).some((changed) => changed > 0));
    const all = await cases();
    expect(all).toHaveLength(300);
    expect(new Set(all.map(({ version }) => version))).toEqual(new Set([2]));
    expect(await database.query('SELECT count(*)::integer AS told FROM outbox')).toEqual([{ told: 600 }]);
  });

  it('leaves nothing of a look that fails, and does it whole the next time', async () => {
    await open(['s-1', 's-2']);
    now = 5 * HOUR;
    await database.execute("ALTER TABLE outbox ADD CONSTRAINT full_disk CHECK (event_id NOT LIKE '%s-2/2') NOT VALID");
    await expect(givenClock().tick()).rejects.toThrow(/full_disk/);
    expect((await cases()).map(({ version }) => version)).toEqual([1, 1]);
    await database.execute('ALTER TABLE outbox DROP CONSTRAINT full_disk');
    expect(await givenClock().tick()).toBe(2);
  });

  it('passes over a case that somebody is working on', async () => {
    await open(['s-1', 's-2']);
    now = 5 * HOUR;
    await database.transaction(async (tx) => {
      await tx.query("SELECT FROM cases WHERE case_id = 'case-s-1' FOR UPDATE");
      expect(await givenClock().tick()).toBe(1);
    });
    expect(await givenClock().tick()).toBe(1);
  });
});
