import { EmbeddedEventLog, type EventLog } from '#libs/event-log';
import { Database, startTestPostgres } from '#libs/postgres';
import { runRebuild, type RebuildSummary } from '../../../services/barometer/src/rebuild/index.ts';
import { produceAhead, projectAll } from './durable-path.ts';
import { inputRows } from './input.ts';
import { median, perSecond, type Benchmark, type BenchmarkOptions, type Line } from './measurements.ts';

const GOAL = 5;

/** Projectors, and threads of the rebuild: one alone leaves a core idle while it waits for PostgreSQL. */
const AT_ONCE = 2;

const REBUILDS = 3;

/** A rebuild from the journal, held against the durable path that has filled it: the same events on the same machine. */
export const rebuildRate: Benchmark = {
  name: 'rebuild',
  about:
    'a rebuild from the journal against the live durable rate of the same events, and whether its hash is the same',
  async run(options): Promise<readonly Line[]> {
    const events = options.quick ? 60_000 : 300_000;
    const postgres = await startTestPostgres();
    try {
      return await measure(await postgres.createDatabase(), events, options);
    } finally {
      await postgres.stop();
    }
  },
};

async function measure(url: string, events: number, { say }: BenchmarkOptions): Promise<Line[]> {
  const databaseSettings = { url, applicationName: 'bench', poolSize: 20 };
  const database = await Database.open({ ...databaseSettings, statementTimeout: 0 });
  try {
    await database.migrate();
    const eventLog = new EmbeddedEventLog({ database, clock: Date.now });
    const live = await project(eventLog, url, events);
    say(`live: ${perSecond(live)}`);
    const summaries: RebuildSummary[] = [];
    for (let nr = 1; nr <= REBUILDS; nr += 1) {
      await database.execute('CHECKPOINT');
      const summary = await runRebuild(
        { verify: false, replace: false, fromTopics: false, threads: AT_ONCE },
        {
          database,
          eventLog,
          databaseSettings,
          now: Date.now,
          signal: new AbortController().signal,
          version: 'bench',
          display: { step: () => undefined, note: () => undefined, close: () => undefined },
        },
      );
      summaries.push(summary);
      say(
        `rebuild ${nr} of ${REBUILDS}: ${[...summary.took].map(([step, ms]) => `${step} ${Math.round(ms)} ms`).join(', ')}`,
      );
    }
    return linesOf(live, summaries);
  } finally {
    await database.close();
  }
}

/** @returns events a second, from the log to committed projections */
async function project(eventLog: EventLog, databaseUrl: string, events: number): Promise<number> {
  await produceAhead(eventLog, inputRows(events));
  return (await projectAll({ databaseUrl, prefix: '', group: 'bench', events, warmUp: events / 5 }, AT_ONCE)).rate;
}

function linesOf(live: number, summaries: readonly RebuildSummary[]): Line[] {
  const rateOf = (steps: readonly string[]) => median(summaries.map((summary) => rate(summary, steps)));
  // What the durable path writes too, with the same indexes. Panes and the comparison come on top here.
  const durable = rateOf(['fold', 'index']);
  const ratio = durable / live;
  const hashes = summaries.flatMap(({ liveHash, builtHash }) => [liveHash, builtHash]);
  const [first, second] = summaries;
  return [
    { what: 'rebuild: live durable path', value: perSecond(live) },
    { what: 'rebuild: subjects and ledger with their indexes', value: perSecond(durable) },
    {
      what: 'rebuild: all steps, with comparison, panes and swap',
      value: perSecond(rateOf([...(first?.took.keys() ?? [])])),
    },
    { what: 'rebuild: subjects and ledger ÷ live', value: ratio.toFixed(2), goal: `≥ ${GOAL}`, met: ratio >= GOAL },
    {
      what: 'rebuild: hash of the live projection and of each rebuild',
      value: `${first?.liveHash ?? ''} ${first?.builtHash ?? ''} ${second?.builtHash ?? ''}`,
      goal: 'all the same',
      met: new Set(hashes).size === 1,
    },
  ];
}

function rate({ events, took }: RebuildSummary, steps: readonly string[]): number {
  return (1000 * events) / steps.reduce((sum, step) => sum + (took.get(step) ?? 0), 0);
}
