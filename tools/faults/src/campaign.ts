import { DAY, HOUR, type Milliseconds } from '#core/time';
import { Chance } from '../../../services/barometer/src/simulate/chance.ts';
import { alertsCheck } from './checks/alerts-check.ts';
import type { Check, Verdict } from './checks/check.ts';
import { deadLettersCheck } from './checks/dead-letters-check.ts';
import { inputCheck } from './checks/input-check.ts';
import { knownCheck, ledgerCheck } from './checks/ledger-check.ts';
import { memoryCheck } from './checks/memory-check.ts';
import { readingsCheck } from './checks/readings-check.ts';
import { stopsCheck } from './checks/stops-check.ts';
import { updatesAsReadCheck, updatesCheck } from './checks/updates-check.ts';
import { untilCalm } from './calm.ts';
import { strikeAll } from './faults/timetable.ts';
import { History } from './history/history.ts';
import type { Installation } from './installation/installation.ts';
import { MemoryLog } from './installation/memory-log.ts';
import { ExpectedFacts } from './oracle/expected-facts.ts';
import { readInputLog } from './oracle/input-log.ts';
import type { Plan } from './plan.ts';
import { Sender } from './sending/sender.ts';

const FAULTS = 3;
/** What was put off until later makes sending go on behind the last subject's turn. */
const SENDING_BEHIND = 1.2;

/** Told of what goes on. */
export interface Watcher {
  phase(name: string): void;
  sent(events: number, progress: number): void;
  fault(name: string): void;
}

export interface Outcome {
  readonly events: number;
  readonly malformed: number;
  /** What was done, and how often. */
  readonly done: ReadonlyMap<string, number>;
  readonly surrenders: Installation['surrenders'];
  /** From the end of the last fault and the last event until everything was done, in milliseconds. */
  readonly catchUp: number;
  readonly verdicts: readonly (Verdict & { readonly name: string; readonly seconds: number })[];
}

/** Runs a campaign on an installation that nothing has used yet. @throws Error when it does not come to rest */
export async function runCampaign(
  installation: Installation,
  plan: Plan,
  seed: number,
  watcher: Watcher,
): Promise<Outcome> {
  const done = new Map<string, number>();
  const count = (what: string, times = 1) => void done.set(what, (done.get(what) ?? 0) + times);
  const memory = new MemoryLog(installation.posts);
  const [, ...others] = installation.posts.filter(({ service }) => service === 'projector');
  for (const post of installation.posts) if (!others.includes(post)) post.open();
  const begun = Date.now();
  watcher.phase('starting');
  await untilStarted(installation);

  memory.start();
  const from = Date.now();
  const history = new History({ seed, subjects: plan.subjects, from, length: plan.timetable.length / SENDING_BEHIND });
  const sender = new Sender(history, installation);
  const ticking = setInterval(() => watcher.sent(sender.sent.events, sender.sent.progress), 500);
  watcher.phase('trouble');
  const field = {
    installation,
    chance: new Chance(seed, FAULTS),
    openDatabase: async () => installation.database.open(),
    troubleLasts: plan.troubleLasts,
    count,
  };
  try {
    const sending = sender.run();
    // Whoever cannot be told to is seen below; until then it must not end the process.
    sending.catch(() => undefined);
    await strikeAll(plan.timetable, field, (name) => watcher.fault(name));
    watcher.phase('sending what is left');
    await within(plan.patience, sending, 'the services do not take what is left to be sent');
  } finally {
    clearInterval(ticking);
  }

  watcher.phase('catching up');
  const database = await installation.database.open();
  try {
    const catchUp = await untilCalm(installation, database, plan.patience);
    memory.stop();
    watcher.phase('comparing with the oracle');
    const input = await readInputLog(installation.log);
    const expected = new ExpectedFacts(history, input);
    const known = Array.from({ length: plan.knownInstants }, (_, i) => from - i * 13 * DAY - i * HOUR + 1_000);
    const asked = [{ at: Date.now() }, { at: from - 20 * DAY }, { at: from, knownAt: from - 10 * DAY }];
    const checks: Check[] = [
      inputCheck,
      ledgerCheck,
      knownCheck(known),
      readingsCheck(plan.windows, asked),
      deadLettersCheck,
      updatesCheck,
      updatesAsReadCheck('24h'),
      alertsCheck,
      memoryCheck(memory, plan.judgesMemory),
      stopsCheck(done),
    ];
    const verdicts: Outcome['verdicts'][number][] = [];
    for (const check of checks) {
      watcher.phase(check.name);
      const started = Date.now();
      const verdict = await check.run({ installation, database, input, expected });
      verdicts.push({ ...verdict, name: check.name, seconds: (Date.now() - started) / 1000 });
    }
    const { events, malformed } = sender.sent;
    count('seconds', Math.round((Date.now() - begun) / 1000));
    return { events, malformed, done, surrenders: installation.surrenders, catchUp, verdicts };
  } finally {
    memory.stop();
    await database.close();
  }
}

/** @throws Error that says so when it takes longer */
async function within<T>(patience: Milliseconds, work: Promise<T>, complaint: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`After ${patience / 1000} s ${complaint}.`)), patience);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** Waits until every open post is ready for the first time. */
async function untilStarted(installation: Installation): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 250) {
    const ready = await Promise.all(installation.posts.map(async (post) => !post.isOpen || (await post.isReady())));
    if (ready.every(Boolean)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`The services did not become ready; their logs are in ${installation.folder}.`);
}
