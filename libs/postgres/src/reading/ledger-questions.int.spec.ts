import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, parseInstant } from '#core/time';
import { Database, type Queries } from '../database.ts';
import { startTestPostgres, type TestPostgres } from '../embedded/index.ts';
import { ledgerCrossings } from './ledger-rows.ts';
import { factsBehindPanes } from './panes.ts';

const NOW = parseInstant('2026-06-20T12:00:00Z') as number;
const STREAMS = 12;
const ROWS_OF_STREAM = 5_000;
const BETWEEN = 17 * MINUTE;
const BEHIND = 3;

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'ledger-questions-test' });
  await database.migrate();
  for (const month of ['2026_04', '2026_05', '2026_06', '2026_07']) await createMonth(month);
  await database.execute(
    "INSERT INTO streams (topic, partition) SELECT 'survey-answered', nr FROM generate_series(1, $1) AS nr",
    [STREAMS],
  );
  // Two months, and all but the last few rows of each stream are in panes.
  await database.execute(
    `INSERT INTO ledger (stream, sequence, fact, segment, at, known_at, weight, measures, subject, cause)
     SELECT stream, nr, 2, nr % 50, at, at, 1, '0', 'R-' || stream || '-' || nr, nr
       FROM streams, generate_series(0, $1::integer - 1) AS nr,
            LATERAL (SELECT $2::bigint - ($1 - nr) * $3::bigint + stream AS at)`,
    [ROWS_OF_STREAM, NOW, BETWEEN],
  );
  await database.execute('INSERT INTO pane_positions (stream, next_sequence) SELECT stream, $1 FROM streams', [
    ROWS_OF_STREAM - BEHIND,
  ]);
  await database.execute(
    `INSERT INTO progress (projection, stream, next_offset, next_sequence, complete_until)
     SELECT 'kpis', stream, $1, $1, $2 FROM streams`,
    [ROWS_OF_STREAM, NOW],
  );
  await database.execute('ANALYZE');
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

// Found by the fault campaign: on 800,000 rows each of these questions read the whole ledger, the first one every second.
describe('what readers ask of a long ledger is answered from its indexes', () => {
  it('which rows cross the edges of the windows', async () => {
    const ages = [HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 50 * DAY];
    const spans = ages.map((age) => ({ from: NOW - age, to: NOW - age + BETWEEN }));
    const positions = new Map(Array.from({ length: STREAMS }, (_, nr) => [nr + 1, ROWS_OF_STREAM]));
    const { answer, rowsRead } = await costOf((tx) => ledgerCrossings(tx, spans, positions));
    expect(answer).toHaveLength(ages.length * STREAMS);
    expect(rowsRead).toBeLessThan(500);
  });

  it('what lies behind the panes', async () => {
    const spans = [{ from: NOW - 30 * DAY, to: NOW }];
    const { answer, rowsRead } = await costOf((tx) => factsBehindPanes(tx, 'response-received', spans));
    expect(answer.reduce((sum, { weight }) => sum + weight, 0)).toBe(STREAMS * BEHIND);
    expect(rowsRead).toBeLessThan(500);
  });
});

async function createMonth(month: string): Promise<void> {
  const from = parseInstant(`${month.replace('_', '-')}-01T00:00:00Z`) as number;
  const next = new Date(from);
  next.setUTCMonth(next.getUTCMonth() + 1);
  await database.execute(
    `CREATE TABLE ledger_${month} PARTITION OF ledger FOR VALUES FROM (${from}) TO (${next.getTime()})`,
  );
}

/** The answer, and how many rows of the ledger were read for it, by whatever way. */
async function costOf<T>(ask: (tx: Queries) => Promise<T>): Promise<{ readonly answer: T; readonly rowsRead: number }> {
  return database.transaction(async (tx) => {
    // What parallel workers read is counted elsewhere.
    await tx.execute('SET LOCAL max_parallel_workers_per_gather = 0');
    const answer = await ask(tx);
    const [read] = await tx.query<{ rows: number }>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint AS rows
         FROM pg_stat_xact_user_tables WHERE relname LIKE 'ledger%'`,
    );
    return { answer, rowsRead: read?.rows ?? Infinity };
  });
}
