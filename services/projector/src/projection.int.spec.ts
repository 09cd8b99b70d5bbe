import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryEventLog, PositionMoved, type LogRecord, type RecordBatch } from '#libs/event-log';
import { deadLetterTopic, encodeEvent, inputTopics, TOPICS } from '#libs/events';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { Projection } from './projection.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

let postgres: TestPostgres;
let database: Database;
let eventLog: MemoryEventLog;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres?.stop();
});
beforeEach(async () => {
  await database?.close();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'projection-test' });
  await database.migrate();
  eventLog = new MemoryEventLog({ clock: () => NOW });
  await eventLog.ensureTopics(inputTopics(2));
  return async () => {
    await database.close();
  };
});

const projector = () => new Projection(database, eventLog);

function answer(
  id: string,
  responseId: string,
  revision: number,
  score: number,
): Omit<LogRecord, 'offset' | 'partition'> {
  const data = {
    responseId,
    revision,
    answeredAt: '2026-11-20T10:00:00Z',
    answers: [{ question: 'recommend', scale: 'nps-0-10', score }],
  };
  const { value, headers } = encodeEvent({
    source: 'test',
    id,
    type: 'survey.answered.v1',
    data: JSON.stringify(data),
  });
  const bytes = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
  return {
    topic: TOPICS.surveyAnswered,
    timestamp: NOW,
    key: Buffer.from(responseId),
    value: Buffer.from(value),
    headers: bytes,
  };
}

function batch(partition: number, first: number, ...records: Omit<LogRecord, 'offset' | 'partition'>[]): RecordBatch {
  const nextOffset = first + records.length;
  return {
    topic: TOPICS.surveyAnswered,
    partition,
    records: records.map((record, i) => ({ ...record, partition, offset: first + i })),
    nextOffset,
    highWatermark: nextOffset,
  };
}

/** What stands in the ledger, scores with their sums, and whether every stream's rows are numbered without a gap. */
async function standing(): Promise<{ scores: Record<string, number>; gapless: boolean }> {
  const rows = await database.query<{ measures: string; weight: number }>(
    'SELECT measures, sum(weight)::integer AS weight FROM ledger WHERE fact = 1 GROUP BY measures HAVING sum(weight) <> 0',
  );
  const [gaps] = await database.query<{ gapless: boolean }>(
    `SELECT coalesce(bool_and(n = highest + 1 AND n = next_sequence), true) AS gapless
       FROM (SELECT stream, count(*) AS n, max(sequence) AS highest FROM ledger GROUP BY stream) AS l JOIN progress USING (stream)`,
  );
  return {
    scores: Object.fromEntries(rows.map(({ measures, weight }) => [measures.split(',')[1] ?? '', weight])),
    gapless: gaps?.gapless ?? false,
  };
}

describe('a batch is projected once', () => {
  it('when it comes again to a projector that has been started anew', async () => {
    const first = batch(0, 0, answer('e1', 'r1', 0, 9), answer('e2', 'r2', 0, 3));
    await projector().project(first);
    await expect(projector().project(first)).rejects.toBeInstanceOf(PositionMoved);
    expect(await standing()).toEqual({ scores: { 9: 1, 3: 1 }, gapless: true });
  });

  it('when two projectors, one of them a zombie, hold the same partition at once', async () => {
    const same = batch(0, 0, answer('e1', 'r1', 0, 9));
    const results = await Promise.allSettled([projector().project(same), projector().project(same)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await standing()).toEqual({ scores: { 9: 1 }, gapless: true });
  });

  it.each(['subjects', 'ledger', 'progress'])('when PostgreSQL refuses a write to %s half-way', async (table) => {
    const wanted = batch(0, 0, answer('e1', 'r1', 0, 9));
    const projection = projector();
    await database.execute(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse();`);
    await expect(projection.project(wanted)).rejects.toThrow('no room');
    const [left] = await database.query<{ rows: number }>(
      'SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM ledger) + (SELECT count(*) FROM subjects) AS rows',
    );
    expect(left?.rows).toBe(0);
    await database.execute(`DROP TRIGGER refuse ON ${table}`);
    // The same projector goes on: nothing that was rolled back may live on in its memory.
    await projection.project(wanted);
    await projection.project(batch(0, 1, answer('e2', 'r1', 1, 4)));
    expect(await standing()).toEqual({ scores: { 4: 1 }, gapless: true });
  });

  it('when the same event stands in two partitions', async () => {
    const projection = projector();
    await Promise.all([
      projection.project(batch(0, 0, answer('e1', 'r1', 0, 9))),
      projection.project(batch(1, 0, answer('e1', 'r1', 0, 9))),
    ]);
    expect(await standing()).toEqual({ scores: { 9: 1 }, gapless: true });
  });
});

it('an event that PostgreSQL will never take goes to the dead letters, and the others of its batch are projected', async () => {
  await database.execute(`
    CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.key = 'r-bad' THEN RAISE EXCEPTION 'number out of range' USING ERRCODE = '22003'; END IF;
        RETURN NEW;
      END $$;
    CREATE TRIGGER refuse_one BEFORE INSERT OR UPDATE ON subjects FOR EACH ROW EXECUTE FUNCTION refuse_one();`);
  const answers = ['r1', 'r2', 'r-bad', 'r3', 'r4'].map((id, i) => answer(`e${i}`, id, 0, 9));
  const projected = await projector().project(batch(0, 0, ...answers));
  expect(projected).toMatchObject({ applied: 4, duplicates: 0, unreadable: [{ record: { offset: 2 } }] });
  expect(await standing()).toEqual({ scores: { 9: 4 }, gapless: true });
  expect(await projector().resumeAt(TOPICS.surveyAnswered, 0)).toMatchObject({ nextOffset: 5 });
  const letters = await eventLog.extent(deadLetterTopic(TOPICS.surveyAnswered));
  expect(letters.map(({ high }) => high)).toEqual([1]);
});

it('a batch that meets a lock is told so before its session with the brokers would end, and goes through later', async () => {
  const projection = projector();
  await projection.project(batch(0, 0, answer('e1', 'r1', 0, 9)));
  const next = batch(0, 1, answer('e2', 'r2', 0, 3));
  const zombie = await database.session();
  await zombie.query('BEGIN');
  await zombie.query('SELECT 1 FROM progress FOR UPDATE');
  const begun = performance.now();
  const refused = await projection.project(next).catch((error: Error) => error.message);
  const took = performance.now() - begun;
  await zombie.query('ROLLBACK');
  await zombie.release();
  expect(refused).toBe('canceling statement due to statement timeout');
  expect(took).toBeLessThan(10_000);
  await projection.project(next);
  expect(await standing()).toEqual({ scores: { 9: 1, 3: 1 }, gapless: true });
});

it('one response whose revisions are in two partitions, with a projector each that remembers its own, ends right', async () => {
  const [one, two] = [projector(), projector()];
  await one.project(batch(0, 0, answer('e1', 'r1', 0, 9)));
  await two.project(batch(1, 0, answer('e2', 'r1', 2, 3)));
  await one.project(batch(0, 1, answer('e3', 'r1', 1, 7)));
  await one.project(batch(0, 2, answer('e4', 'r1', 3, 10)));
  expect((await standing()).scores).toEqual({ 10: 1 });
});
