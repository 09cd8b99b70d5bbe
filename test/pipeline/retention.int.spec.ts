import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue, sayingOf, type KpiDefinition } from '#core/kpis';
import { DAY, HOUR, parseInstant } from '#core/time';
import { dropMonths, keptSince, SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { PaneMerger, ReadingDesk } from '#services/reader';
import { deskEvents } from '../../services/barometer/src/simulate/index.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const FROM = parseInstant('2026-01-20T00:00:00Z') as number;
const UNTIL = parseInstant('2026-03-10T00:00:00Z') as number;
const MARCH = parseInstant('2026-03-01T00:00:00Z') as number;
/** In the middle of what is dropped, and on a full hour. */
const THEN = parseInstant('2026-02-14T07:00:00Z') as number;

const { kpis } = loadCatalogue();

let postgres: TestPostgres;
let pipeline: Pipeline;
let desk: ReadingDesk;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pipeline = await startPipeline(postgres, 2);
  desk = new ReadingDesk(pipeline.database, new SegmentDirectory(pipeline.database));
});
afterAll(async () => {
  await pipeline?.close();
  await postgres?.stop();
});

const question = (kpi: KpiDefinition, at: number, knownAt?: number) => ({
  kpi,
  window: { name: '7d', length: 7 * DAY },
  at,
  knownAt,
  segment: {},
  groupBy: ['team'] as const,
});
const sayings = async (at: number) => {
  const all: Record<string, string[]> = {};
  for (const kpi of kpis) all[kpi.id] = (await desk.ask(question(kpi, at))).map(sayingOf);
  return all;
};
const months = async (table: string) => {
  const rows = await pipeline.database.query<{ part: string }>(
    'SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY part',
    [table],
  );
  return rows.map(({ part }) => part);
};

describe('when old months are dropped', () => {
  const events = [...deskEvents({ seed: 3, from: FROM, until: UNTIL, ticketsPerDay: 25, late: 0.1 })];
  let before: Record<number, Awaited<ReturnType<typeof sayings>>>;

  beforeAll(async () => {
    await pipeline.feed(events);
  });

  it('a month stays as long as the panes do not hold all of it', async () => {
    expect(await dropMonths(pipeline.database, 'ledger', MARCH)).toEqual([]);
    expect(await keptSince(pipeline.database, 'ledger')).toBe(-Infinity);
  });

  it('the oldest go, whole, and what ends later stays', async () => {
    await new PaneMerger(pipeline.database).mergeAll();
    before = { [THEN]: await sayings(THEN), [UNTIL]: await sayings(UNTIL) };
    expect(await dropMonths(pipeline.database, 'ledger', UNTIL)).toEqual(['ledger_2026_01', 'ledger_2026_02']);
    expect(await months('ledger')).toEqual(['ledger_2026_03']);
    expect(await keptSince(pipeline.database, 'ledger')).toBe(MARCH);
    expect(await dropMonths(pipeline.database, 'journal', UNTIL)).toEqual(['journal_2026_01', 'journal_2026_02']);
  });

  it('every reading stays what it was, on full hours as far back as anything is known', async () => {
    expect(await sayings(UNTIL)).toEqual(before[UNTIL]);
    const then = await sayings(THEN);
    for (const [kpi, said] of Object.entries(before[THEN] ?? {})) {
      // Percentiles of few values are exact only where every value is kept; everything else is.
      const isDuration = kpis.find(({ id }) => id === kpi)?.formula.kind === 'duration';
      if (!isDuration) expect(then[kpi], kpi).toEqual(said);
      else expect(then[kpi]).toHaveLength(said.length);
    }
  });

  it('what can no longer be exact is refused, and the answer says what to ask instead', async () => {
    const kpi = kpis[0] as KpiDefinition;
    await expect(desk.ask(question(kpi, THEN + 1))).rejects.toMatchObject({
      status: 410,
      response: { detail: expect.stringContaining('Ask for an "at" on a full hour') as string },
    });
    await expect(desk.ask(question(kpi, THEN, THEN))).rejects.toMatchObject({
      status: 410,
      response: { detail: expect.stringContaining('2026-03-01T00:00:00.000Z') as string },
    });
    await expect(desk.ask(question(kpi, UNTIL, UNTIL))).rejects.toMatchObject({ status: 410 });
  });

  it('a correction of something in a dropped month counts as ever, and a repetition of an old event does not', async () => {
    const opened = kpis.find(({ id }) => id === 'ticket-volume') as KpiDefinition;
    const total = async () => (await desk.ask({ ...question(opened, THEN), groupBy: [] }))[0]?.n;
    const known = (await total()) as number;
    const late = { ticketId: 'late-1', state: 'opened', at: new Date(THEN - HOUR).toISOString() };
    const event = {
      specversion: '1.0',
      id: 'late-1-opened',
      source: 'test',
      type: 'ticket.state-changed.v1',
      time: late.at,
      datacontenttype: 'application/json',
      data: late,
    } as const;
    const old = events.find(({ event: { type, data } }) => type.startsWith('ticket') && data['state'] === 'opened');
    await pipeline.feed([{ arrivesAt: UNTIL, event }, { ...old, arrivesAt: UNTIL + 1 } as (typeof events)[number]]);
    expect(await total()).toBe(known + 1);
    await new PaneMerger(pipeline.database).mergeAll();
    expect(await total()).toBe(known + 1);
    expect(await dropMonths(pipeline.database, 'ledger', MARCH)).toEqual(['ledger_2026_02']);
    expect(await total()).toBe(known + 1);
  });
});
