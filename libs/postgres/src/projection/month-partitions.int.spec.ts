import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../database.ts';
import { startTestPostgres, type TestPostgres } from '../embedded/index.ts';
import { MonthPartitions, monthOf } from './month-partitions.ts';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'months' });
  await database.migrate();
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

const parts = async (): Promise<string[]> => {
  const rows = await database.query<{ part: string }>(
    "SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'ledger'::regclass ORDER BY part",
  );
  return rows.map(({ part }) => part);
};

const write = (at: number, sequence: number) =>
  database.execute(
    `INSERT INTO ledger (stream, sequence, fact, segment, at, known_at, weight, measures, subject, cause)
     VALUES (1, $1, 1, 1, $2, $2, 1, '', 'r', 0)`,
    [sequence, at],
  );

it('a month begins and ends at midnight UTC', () => {
  expect(monthOf(Date.parse('2026-02-28T23:59:59.999Z'))).toEqual({
    name: '2026_02',
    from: Date.parse('2026-02-01T00:00:00Z'),
    to: Date.parse('2026-03-01T00:00:00Z'),
  });
  expect(monthOf(Date.parse('2026-12-31T23:59:59.999Z')).to).toBe(Date.parse('2027-01-01T00:00:00Z'));
});

it('rows of every instant find their part, and all that is too old is in one', async () => {
  const edges = [
    '2026-03-01T00:00:00.000Z',
    '2026-02-28T23:59:59.999Z',
    '1999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
  ];
  const instants = edges.map((text) => Date.parse(text));
  await new MonthPartitions(database, 'ledger').ensure(instants);
  for (const [sequence, at] of instants.entries()) await write(at, sequence);
  expect(await parts()).toEqual(['ledger_2026_02', 'ledger_2026_03', 'ledger_before_2000']);
});

it('several processes that meet a month at once make it once', async () => {
  const at = Date.parse('2031-05-05T00:00:00Z');
  await Promise.all(Array.from({ length: 5 }, () => new MonthPartitions(database, 'ledger').ensure([at])));
  await write(at, 100);
  expect((await parts()).filter((part) => part.includes('2031'))).toEqual(['ledger_2031_05']);
});

it('a month is made while others hold the table, who would else wait for a batch that waits for them', async () => {
  await database.transaction(async (tx) => {
    await tx.execute('LOCK TABLE ledger IN ROW EXCLUSIVE MODE');
    await new MonthPartitions(database, 'ledger').ensure([Date.parse('2032-01-01T00:00:00Z')]);
  });
  expect(await parts()).toContain('ledger_2032_01');
});
