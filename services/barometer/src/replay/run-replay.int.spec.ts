import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR, parseInstant } from '#core/time';
import { deadLetter, type LogRecord } from '#libs/event-log';
import { deadLetterTopic, TOPICS } from '#libs/events';
import { startTestPostgres, type TestPostgres } from '#libs/postgres';
import { readTopics, wholeTopics } from '../installation/read-topics.ts';
import { startPipeline, type Pipeline } from '../../../../test/pipeline/pipeline.ts';
import { deskEvents } from '../simulate/index.ts';
import type { ReplayRequest } from './replay-request.ts';
import { runReplay } from './run-replay.ts';

const FROM = parseInstant('2026-03-02T00:00:00Z') as number;
const UNTIL = FROM + 30 * HOUR;
const { signal } = new AbortController();

const desk = () => deskEvents({ seed: 8, from: FROM, until: UNTIL, ticketsPerDay: 60, late: 0.2 });

let postgres: TestPostgres;
let pipeline: Pipeline;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  pipeline = await startPipeline(postgres, 3);
});
afterEach(() => pipeline?.close());

function replay(request: ReplayRequest, given = signal) {
  const { database, eventLog } = pipeline;
  const display = { step: () => undefined, note: () => undefined, close: () => undefined };
  return runReplay(request, { database, eventLog, now: () => UNTIL, signal: given, display });
}

/** Every record of a topic. */
async function recordsOf(topic: string): Promise<LogRecord[]> {
  const { eventLog } = pipeline;
  const records: LogRecord[] = [];
  const collect = async (batch: { readonly records: readonly LogRecord[] }) => void records.push(...batch.records);
  await readTopics(eventLog, await wholeTopics(eventLog, [topic]), 'test', collect, signal);
  return records;
}

/** What stands in the tables. */
async function counts(): Promise<unknown> {
  const [row] = await pipeline.database.query(
    `SELECT (SELECT count(*) FROM journal) AS events, (SELECT count(*) FROM ledger) AS rows,
            (SELECT sum(next_offset) FROM progress)::bigint AS offsets`,
  );
  return row;
}

describe('a replay of the journal', () => {
  beforeEach(async () => {
    await pipeline.feed(desk());
  });

  it('sends the events of a span again, and they count once', async () => {
    const before = (await counts()) as { events: number; rows: number; offsets: number };
    const span = { from: FROM + 10 * HOUR, to: FROM + 20 * HOUR };
    const [wanted] = await pipeline.database.query<{ events: number }>(
      'SELECT count(*) AS events FROM journal WHERE logged_at >= $1 AND logged_at < $2',
      [span.from, span.to],
    );
    const summary = await replay({ what: 'journal', span, dryRun: false });
    const sent = [...summary.counts.values()].reduce((sum, count) => sum + count.sent, 0);
    expect(sent).toBeGreaterThan(20);
    expect(sent).toBe(wanted?.events);
    await pipeline.feed([]);
    expect(await counts()).toEqual({ ...before, offsets: before.offsets + sent });
  });

  it('builds the same ledger anew where nothing is known yet, each row as known when it was', async () => {
    const ledger = `SELECT fact, at, known_at, sum(weight)::integer AS weight, measures, subject FROM ledger
                     GROUP BY fact, at, known_at, measures, subject HAVING sum(weight) <> 0 ORDER BY 1, 2, 3, 5, 6`;
    const before = await pipeline.database.query(ledger);
    const second = await startPipeline(postgres, 2);
    try {
      // Its log has a clock of its own, which this sets.
      await second.feed([...desk()].slice(-1));
      const display = { step: () => undefined, note: () => undefined, close: () => undefined };
      await runReplay(
        { what: 'journal', span: { from: 0, to: UNTIL + HOUR }, dryRun: false },
        { database: pipeline.database, eventLog: second.eventLog, now: () => UNTIL, signal, display },
      );
      await second.feed([]);
      expect(await second.database.query(ledger)).toEqual(before);
    } finally {
      await second.close();
    }
  });

  it('only counts and shows when it is a dry run', async () => {
    const before = await recordsOf(TOPICS.ticketState);
    const summary = await replay({ what: 'journal', span: { from: 0, to: UNTIL + HOUR }, dryRun: true });
    expect(summary.counts.get('ticket.state-changed.v1')).toMatchObject({ read: before.length, sent: 0 });
    expect(summary.sample).toHaveLength(3);
    expect(await recordsOf(TOPICS.ticketState)).toHaveLength(before.length);
  });

  it('says that it was stopped', async () => {
    const abort = new AbortController();
    abort.abort();
    const span = { from: 0, to: UNTIL + HOUR };
    expect((await replay({ what: 'journal', span, dryRun: false }, abort.signal)).finished).toBe(false);
  });
});

describe('a replay of dead letters', () => {
  const answer = (id: string, score: number) => ({
    topic: TOPICS.surveyAnswered,
    partition: 1,
    offset: 7,
    timestamp: FROM,
    key: Buffer.from(id),
    value: Buffer.from(
      JSON.stringify({
        responseId: id,
        answeredAt: '1970-01-01T00:00:00Z',
        answers: [{ question: 'recommend', scale: 'nps-0-10', score }],
      }),
    ),
    headers: Object.fromEntries(
      Object.entries({ ce_id: id, ce_source: '/tool', ce_type: 'survey.answered.v1', ce_specversion: '1.0' }).map(
        ([name, text]) => [name, Buffer.from(text)],
      ),
    ),
  });

  beforeEach(async () => {
    await pipeline.eventLog.append(deadLetterTopic(TOPICS.surveyAnswered), [
      deadLetter(answer('right-today', 3), 'unknown-scale', 'was not known then'),
      deadLetter(answer('still-wrong', 99), 'score-out-of-range', 'is too high'),
      deadLetter({ ...answer('cut', 3), value: Buffer.alloc(1_048_000) }, 'too-large', 'is too large'),
    ]);
  });

  it('sends those that can be read today as they were, and names the others', async () => {
    const summary = await replay({ what: 'dead-letters', reasons: [], dryRun: false });
    expect(Object.fromEntries(summary.counts)).toEqual({
      'unknown-scale': { read: 1, sent: 1, unfit: 0 },
      'score-out-of-range': { read: 1, sent: 0, unfit: 1 },
      'too-large': { read: 1, sent: 0, unfit: 1 },
    });
    expect(summary.complaints[0]).toMatch(/^survey-answered\/1 at 7: data\.answers\[0\]\.score/);
    expect(summary.complaints[1]).toMatch(/cut off/);
    const [sent, ...others] = await recordsOf(TOPICS.surveyAnswered);
    const { key, value, headers } = answer('right-today', 3);
    expect(others).toEqual([]);
    expect(Buffer.from(sent?.key ?? [])).toEqual(key);
    expect(Buffer.from(sent?.value ?? [])).toEqual(value);
    expect(Object.keys(sent?.headers ?? {}).sort()).toEqual(Object.keys(headers).sort());
    await pipeline.feed([]);
    expect(await pipeline.database.query('SELECT subject FROM journal')).toEqual([{ subject: 'right-today' }]);
  });

  it('takes only the reasons that are wanted, and sends nothing when it is a dry run', async () => {
    const wanted = await replay({ what: 'dead-letters', reasons: ['too-large'], dryRun: false });
    expect([...wanted.counts.keys()]).toEqual(['too-large']);
    const dry = await replay({ what: 'dead-letters', reasons: [], dryRun: true });
    expect(dry.counts.get('unknown-scale')).toEqual({ read: 1, sent: 0, unfit: 0 });
    expect(await recordsOf(TOPICS.surveyAnswered)).toEqual([]);
  });
});
