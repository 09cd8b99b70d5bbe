import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalogue, sayingOf } from '#core/kpis';
import { DAY, HOUR, parseInstant } from '#core/time';
import { LiveLedger, SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { LiveReadings, PaneMerger, ReadingDesk } from '#services/reader';
import { withCases } from '../../../../test/pipeline/case-changes.ts';
import { startPipeline, type Pipeline } from '../../../../test/pipeline/pipeline.ts';
import { deskEvents, type DeskEvent } from '../simulate/index.ts';
import type { StepDisplay } from '../terminal/step-display.ts';
import type { RebuildRequest, RebuildSummary } from './rebuild-request.ts';
import { runRebuild } from './run-rebuild.ts';

const FROM = parseInstant('2026-03-02T00:00:00Z') as number;
const UNTIL = FROM + 4 * DAY;
const catalogue = loadCatalogue();

let postgres: TestPostgres;
let pipeline: Pipeline;
let desk: ReadingDesk;
let early: DeskEvent[];
let late: DeskEvent[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  const simulated = deskEvents({ seed: 3, from: FROM, until: UNTIL, ticketsPerDay: 30, duplicates: 0.1, late: 0.1 });
  const all = withCases([...simulated], UNTIL);
  early = all.slice(0, 0.8 * all.length);
  late = all.slice(0.8 * all.length);
});
afterAll(() => postgres?.stop());

beforeEach(async () => {
  pipeline = await startPipeline(postgres, 3);
  desk = new ReadingDesk(pipeline.database, new SegmentDirectory(pipeline.database));
  await pipeline.feed(early, 137);
  await new PaneMerger(pipeline.database).mergeAll();
});
afterEach(() => pipeline?.close());

const QUIET: StepDisplay = { step: () => undefined, note: () => undefined, close: () => undefined };

function rebuild(
  request: Partial<RebuildRequest> = {},
  { display = QUIET, signal = new AbortController().signal }: { display?: StepDisplay; signal?: AbortSignal } = {},
): Promise<RebuildSummary> {
  const { database, databaseSettings, eventLog } = pipeline;
  return runRebuild(
    { verify: false, replace: false, fromTopics: false, threads: 1, ...request },
    { database, databaseSettings, eventLog, now: () => UNTIL, signal, version: '1.2.3', display },
  );
}

/** Everything that the readings say, for the whole desk and each team, as known now and as known earlier. */
async function sayings(): Promise<string[]> {
  const said: string[] = [];
  for (const kpi of catalogue.kpis) {
    for (const knownAt of [undefined, FROM + 2 * DAY]) {
      for (const groupBy of [[], ['team']] as const) {
        const window = { name: '7d', length: 7 * DAY };
        const readings = await desk.ask({ kpi, window, at: UNTIL, knownAt, segment: {}, groupBy: [...groupBy] });
        said.push(...readings.map(sayingOf));
      }
    }
  }
  return said;
}

async function isGapless(): Promise<boolean> {
  const [row] = await pipeline.database.query<{ gapless: boolean }>(
    `SELECT bool_and(coalesce(n, 0) = p.next_sequence AND coalesce(highest, -1) = p.next_sequence - 1) AS gapless
       FROM progress p LEFT JOIN (SELECT stream, count(*) AS n, max(sequence) AS highest FROM ledger GROUP BY stream) l
         USING (stream) WHERE p.projection = 'kpis'`,
  );
  return row?.gapless ?? false;
}

async function schemas(): Promise<string[]> {
  const rows = await pipeline.database.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'public%' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

/** What the tables are like: columns, keys, indexes, options, by name. */
async function definitions(): Promise<unknown[]> {
  return pipeline.database.query(
    `SELECT c.relname, c.relkind, c.reloptions, pg_get_partkeydef(c.oid) AS key, obj_description(c.oid) AS comment,
            (SELECT array_agg(pg_get_indexdef(indexrelid) ORDER BY pg_get_indexdef(indexrelid)) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes,
            (SELECT array_agg(pg_get_constraintdef(k.oid) ORDER BY pg_get_constraintdef(k.oid)) FROM pg_constraint k WHERE k.conrelid = c.oid) AS constraints
       FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`,
  );
}

describe('a rebuild of the same version', () => {
  it('says what the live projection said, and takes its place', async () => {
    const panes = () => pipeline.database.query('SELECT * FROM panes ORDER BY level, start, fact, segment');
    const [before, tables, merged] = [await sayings(), await definitions(), await panes()];
    const summary = await rebuild();
    expect(await panes()).toEqual(merged);
    expect(summary).toMatchObject({ differences: [], generation: 2, unreadable: 0, caughtUp: 0 });
    expect(summary.builtHash).toBe(summary.liveHash);
    expect(await sayings()).toEqual(before);
    expect(await isGapless()).toBe(true);
    expect(await schemas()).toEqual(['public']);
    expect(await definitions()).toEqual(tables);
    const [row] = await pipeline.database.query('SELECT * FROM generations');
    expect(row).toMatchObject({ generation: 2, built_by: '1.2.3', built_at: UNTIL, digest: summary.builtHash });
  });

  it('has the same hash however the events were batched before and after it, and is built on by the same projector', async () => {
    const first = await rebuild();
    await pipeline.feed(late, 29);
    await new PaneMerger(pipeline.database).mergeAll();
    const before = await sayings();
    const second = await rebuild();
    expect(second).toMatchObject({ differences: [], generation: 3 });
    expect(second.events).toBeGreaterThan(first.events);
    expect(await sayings()).toEqual(before);
    const third = await rebuild({ verify: true });
    expect(third.builtHash).toBe(second.builtHash);
    expect(third.generation).toBeUndefined();
  });

  it('takes in what comes while it is being built', async () => {
    let fed: Promise<void> | undefined;
    const display = {
      ...QUIET,
      step: (name: string) => void (name === 'indexing' && (fed ??= pipeline.feed(late, 50))),
    };
    const summary = await rebuild({}, { display });
    await fed;
    expect(summary.generation).toBe(2);
    await new PaneMerger(pipeline.database).mergeAll();
    expect(await isGapless()).toBe(true);
    expect(await rebuild({ verify: true })).toMatchObject({ differences: [] });
  });

  it('answers every question while it takes place, and always the same', async () => {
    const kpis = catalogue.kpis.filter(({ id }) => ['nps', 'backlog', 'resolution-time'].includes(id));
    const askAll = async () => {
      const window = { name: '7d', length: 7 * DAY };
      const question = { window, at: UNTIL, knownAt: undefined, segment: {}, groupBy: ['team'] as const };
      const answers = await Promise.all(kpis.map((kpi) => desk.ask({ kpi, ...question })));
      return answers.flat().map(sayingOf);
    };
    const before = await askAll();
    const rebuilds = { left: 3 };
    const asking = (async () => {
      const answers: string[][] = [];
      while (rebuilds.left > 0) answers.push(await askAll());
      return answers;
    })();
    for (; rebuilds.left > 0; rebuilds.left -= 1) expect((await rebuild()).differences).toEqual([]);
    const answers = await asking;
    expect(answers.length).toBeGreaterThan(10);
    for (const answer of answers) expect(answer).toEqual(before);
  });
});

describe('a rebuild from the topics', () => {
  const journal = () => pipeline.database.query('SELECT * FROM journal ORDER BY stream, "offset"');

  it('comes to what the journal came to, and makes the journal anew', async () => {
    const [before, events] = [await sayings(), await journal()];
    // Whatever is wrong with the journal, the topics still know.
    await pipeline.database.execute('DELETE FROM journal WHERE "offset" % 3 = 1');
    expect((await rebuild({ verify: true })).differences.length).toBeGreaterThan(3);
    const summary = await rebuild({ fromTopics: true });
    expect(summary).toMatchObject({ differences: [], generation: 2, events: events.length });
    expect(await journal()).toEqual(events);
    expect(await sayings()).toEqual(before);
  });

  it('takes in what comes meanwhile, its journal too', async () => {
    let fed: Promise<void> | undefined;
    const display = {
      ...QUIET,
      step: (name: string) => void (name === 'indexing' && (fed ??= pipeline.feed(late, 50))),
    };
    await rebuild({ fromTopics: true }, { display });
    await fed;
    expect(await isGapless()).toBe(true);
    expect(await rebuild({ verify: true })).toMatchObject({ differences: [] });
  });
});

describe('windows that follow the ledger', () => {
  it('are told when a rebuild takes its place, and say nothing new when filled again', async () => {
    const segments = new SegmentDirectory(pipeline.database);
    const readings = new LiveReadings(catalogue);
    const live = await LiveLedger.start(pipeline.database, segments, readings.watched, UNTIL);
    expect(readings.refresh(live).length).toBeGreaterThan(50);
    expect(await live.isSuperseded()).toBe(false);
    await rebuild();
    expect(await live.isSuperseded()).toBe(true);
    const anew = await LiveLedger.start(pipeline.database, segments, readings.watched, UNTIL);
    expect(readings.refresh(anew)).toEqual([]);
    await pipeline.feed(late);
    await anew.catchUp();
    await anew.advance(UNTIL + HOUR);
    expect(readings.refresh(anew).length).toBeGreaterThan(10);
  });

  it('end what a rebuild has made disappear', async () => {
    const segments = new SegmentDirectory(pipeline.database);
    const readings = new LiveReadings(catalogue);
    readings.refresh(await LiveLedger.start(pipeline.database, segments, readings.watched, UNTIL));
    await pipeline.database.execute('DELETE FROM journal WHERE kind = 1');
    await rebuild({ replace: true });
    const anew = await LiveLedger.start(pipeline.database, segments, readings.watched, UNTIL);
    const changed = readings.refresh(anew).filter(({ reading }) => reading.kpi === 'nps');
    expect(changed.length).toBeGreaterThan(1);
    for (const { reading, cause } of changed) expect([reading.n, cause]).toEqual([0, 'correction']);
    expect([...readings.all()].filter(({ kpi, segment }) => kpi === 'nps' && segment.team !== undefined)).toEqual([]);
  });
});

describe('a live projection that is not what its journal says', () => {
  beforeEach(async () => {
    await pipeline.database.execute(
      "UPDATE ledger SET measures = '1,10,1' WHERE (stream, sequence) IN (SELECT stream, sequence FROM ledger WHERE fact = 1 AND measures LIKE '1,_,1' LIMIT 1)",
    );
    await pipeline.database.execute('DELETE FROM subjects WHERE key = (SELECT min(key) FROM subjects WHERE kind = 2)');
  });

  it('is found by a verification, and left as it is', async () => {
    const before = await sayings();
    const summary = await rebuild({ verify: true });
    expect(summary.differences.map(({ what }) => what)).toEqual(['answered', 'subjects']);
    expect(summary.builtHash).not.toBe(summary.liveHash);
    expect(await sayings()).toEqual(before);
    expect(await schemas()).toEqual(['public']);
  });

  it('is replaced only when that is asked for', async () => {
    expect((await rebuild()).generation).toBeUndefined();
    expect((await rebuild({ replace: true })).generation).toBe(2);
    expect(await rebuild({ verify: true })).toMatchObject({ differences: [] });
  });
});

describe('a projection of which old months were dropped', () => {
  it('is compared without them', async () => {
    const since = FROM + DAY;
    await pipeline.database.execute(`DELETE FROM ledger WHERE at < ${since}`);
    await pipeline.database.execute(`INSERT INTO kept_since (monthly_table, since) VALUES ('ledger', ${since})`);
    expect(await rebuild({ verify: true })).toMatchObject({ differences: [] });
  });

  it('is not replaced by what is left of the journal', async () => {
    await pipeline.database.execute(`INSERT INTO kept_since (monthly_table, since) VALUES ('journal', ${FROM})`);
    await expect(rebuild({ replace: true })).rejects.toThrow('The journal begins at 2026-03-02T00:00:00.000Z');
    const notes: string[] = [];
    await rebuild({ verify: true }, { display: { ...QUIET, note: (text) => notes.push(text) } });
    expect(notes).toHaveLength(1);
    expect((await rebuild({ fromTopics: true })).generation).toBe(2);
  });
});

describe('a rebuild that does not come to its end', () => {
  it.each(['folding the journal', 'indexing', 'summing panes', 'taking the place of the live projection'])(
    'when it is stopped while %s leaves everything as it was',
    async (step) => {
      const before = await sayings();
      const abort = new AbortController();
      const display = { ...QUIET, step: (name: string) => void (name === step && abort.abort(new Error('stopped'))) };
      await expect(rebuild({}, { display, signal: abort.signal })).rejects.toThrow('stopped');
      expect(await sayings()).toEqual(before);
      expect(await schemas()).toEqual(['public']);
      expect(await rebuild()).toMatchObject({ differences: [], generation: 2 });
    },
  );

  it('when it dies leaves a shadow behind, which the next one removes', async () => {
    await pipeline.database.execute('CREATE SCHEMA public_rebuild; CREATE TABLE public_rebuild.ledger (x integer)');
    expect(await rebuild()).toMatchObject({ differences: [], generation: 2 });
  });

  it('lets nobody else rebuild meanwhile', async () => {
    const results = await Promise.allSettled([rebuild(), rebuild()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
