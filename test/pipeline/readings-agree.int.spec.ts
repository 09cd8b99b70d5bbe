import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue, sayingOf } from '#core/kpis';
import { DAY, HOUR, parseInstant } from '#core/time';
import { LiveLedger, SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { LiveReadings, PaneMerger, ReadingDesk, type Question } from '#services/reader';
import { deskEvents } from '../../services/barometer/src/simulate/index.ts';
import { withCases } from './case-changes.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const FROM = parseInstant('2026-03-02T00:00:00Z') as number;
const MIDDLE = FROM + 9 * DAY + 5 * HOUR + 1_234;
const UNTIL = FROM + 12 * DAY;

const catalogue = loadCatalogue();

let postgres: TestPostgres;
let pipeline: Pipeline;
let desk: ReadingDesk;
let segments: SegmentDirectory;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pipeline = await startPipeline(postgres, 3);
  segments = new SegmentDirectory(pipeline.database);
  desk = new ReadingDesk(pipeline.database, segments);
});
afterAll(async () => {
  await pipeline?.close();
  await postgres?.stop();
});

const events = () =>
  withCases(
    [...deskEvents({ seed: 11, from: FROM, until: UNTIL, ticketsPerDay: 60, duplicates: 0.1, late: 0.1 })],
    UNTIL,
  );
const question = (kpi: Question['kpi'], at: number, more: Partial<Question> = {}): Question => ({
  kpi,
  window: { name: '7d', length: 7 * DAY },
  at,
  knownAt: undefined,
  segment: {},
  groupBy: [],
  ...more,
});
const ask = async (more: Partial<Question>, at = UNTIL) => {
  const sayings: Record<string, string[]> = {};
  for (const kpi of catalogue.kpis) sayings[kpi.id] = (await desk.ask(question(kpi, at, more))).map(sayingOf);
  return sayings;
};

describe('readings of one desk', () => {
  let asShownInTheMiddle: Record<string, string[]>;
  let live: LiveLedger;
  let liveReadings: LiveReadings;

  beforeAll(async () => {
    const all = [...events()];
    await pipeline.feed(all.filter(({ arrivesAt }) => arrivesAt < MIDDLE));
    asShownInTheMiddle = await ask({ groupBy: ['team'] }, MIDDLE);
    await new PaneMerger(pipeline.database, 1_000).mergeAll();
    liveReadings = new LiveReadings(catalogue);
    live = await LiveLedger.start(pipeline.database, segments, liveReadings.watched, MIDDLE);
    liveReadings.refresh(live);
    // Some of the rest is merged into panes, some stays behind them.
    const rest = all.filter(({ arrivesAt }) => arrivesAt >= MIDDLE);
    await pipeline.feed(rest.slice(0, rest.length / 2), 37);
    await live.catchUp();
    await live.advance(MIDDLE + 11 * HOUR);
    await live.completeValues();
    liveReadings.refresh(live);
    await new PaneMerger(pipeline.database, 777).mergeAll();
    await pipeline.feed(rest.slice(rest.length / 2), 1_000);
    await live.catchUp();
    await live.advance(UNTIL);
    await live.completeValues();
    liveReadings.refresh(live);
  });

  it('are about something', async () => {
    const answers = await desk.ask(question(catalogue.kpis[0] as Question['kpi'], UNTIL, { groupBy: ['team'] }));
    expect(answers.length).toBeGreaterThan(2);
    expect(answers.reduce((n, reading) => n + reading.n, 0)).toBeGreaterThan(50);
    const ofCases = catalogue.kpis.filter(({ fact }) => fact.startsWith('case-'));
    expect(ofCases).toHaveLength(6);
    for (const kpi of ofCases) expect((await desk.ask(question(kpi, UNTIL)))[0]?.n, kpi.id).toBeGreaterThan(3);
  });

  it('say the same live, from panes and from the ledger', async () => {
    const standing = new Map(
      [...liveReadings.all()].map((reading) => [
        `${reading.kpi} ${reading.window} ${JSON.stringify(reading.segment)}`,
        reading,
      ]),
    );
    let compared = 0;
    for (const kpi of catalogue.kpis) {
      for (const cut of kpi.cuts) {
        for (const window of liveReadings.watched.windows) {
          for (const reading of await desk.ask(question(kpi, UNTIL, { window, groupBy: cut }))) {
            const name = `${kpi.id} ${window.name} ${JSON.stringify(reading.segment)}`;
            const shown = standing.get(name);
            if (shown === undefined) expect(reading, name).toMatchObject({ n: 0, previous: { n: 0 } });
            else expect(sayingOf(shown), name).toBe(sayingOf(reading));
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  it('say today what the dashboard said then, when asked as of then', async () => {
    expect(await ask({ groupBy: ['team'], knownAt: MIDDLE }, MIDDLE)).toEqual(asShownInTheMiddle);
  });

  it('say the same from the ledger alone as from panes', async () => {
    expect(await ask({ knownAt: UNTIL + DAY, groupBy: ['channel'] })).toEqual(await ask({ groupBy: ['channel'] }));
  });
});
