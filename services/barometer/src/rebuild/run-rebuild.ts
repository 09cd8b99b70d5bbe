import { setTimeout as delay } from 'node:timers/promises';
import { REBUILT_TABLES, Shadow, swapIn, takeRebuildLock, takeSnapshot, type Snapshot } from '#libs/postgres';
import { PROJECTION } from '#services/projector';
import type { BuiltSlice } from './build-slice.ts';
import { differencesOf, hashOf } from './digests.ts';
import { ProjectionBuild } from './projection-build.ts';
import {
  RebuildRefused,
  type RebuildRequest,
  type RebuildSummary,
  type RebuildSurroundings,
} from './rebuild-request.ts';
import { StepTimes } from './step-times.ts';
import { Tail } from './tail.ts';

/** So few events are left when the swap is tried that it holds nobody up. */
const FEW = 500;

const SWAP_TRIES = 60;
const BETWEEN_TRIES = 1_000;

/**
 * Builds the projection anew from the journal beside the live one, compares the two as they stood when the build began,
 * and lets the new one take the live one's place. Nothing is published, no alert is raised, and until the very last
 * statement nobody sees anything of it. Whatever goes wrong, the live projection is as it was.
 *
 * @throws RebuildRefused, and the signal's reason when it is aborted
 */
export async function runRebuild(request: RebuildRequest, surroundings: RebuildSurroundings): Promise<RebuildSummary> {
  const { database, display } = surroundings;
  const unlock = await takeRebuildLock(database);
  if (unlock === undefined) {
    throw new RebuildRefused('Another rebuild of this database is running. Wait until it has ended, or stop it first.');
  }
  let shadow: Shadow | undefined;
  try {
    shadow = await Shadow.create(database, request.fromTopics ? [...REBUILT_TABLES, 'journal'] : REBUILT_TABLES);
    const snapshot = await takeSnapshot(database, PROJECTION);
    try {
      return await new Rebuild(request, surroundings, shadow, snapshot).run();
    } finally {
      snapshot.release();
    }
  } finally {
    display.close();
    // When even this fails, the next rebuild begins with it.
    await shadow?.remove().catch(() => undefined);
    await unlock();
  }
}

class Rebuild {
  private readonly request: RebuildRequest;
  private readonly surroundings: RebuildSurroundings;
  private readonly shadow: Shadow;
  private readonly snapshot: Snapshot;
  private readonly times: StepTimes;

  constructor(request: RebuildRequest, surroundings: RebuildSurroundings, shadow: Shadow, snapshot: Snapshot) {
    this.request = request;
    this.surroundings = surroundings;
    this.shadow = shadow;
    this.snapshot = snapshot;
    this.times = new StepTimes(surroundings.now);
  }

  async run(): Promise<RebuildSummary> {
    const { request, surroundings, times, shadow, snapshot } = this;
    const build = new ProjectionBuild(request, surroundings, shadow, snapshot);
    await build.checkJournal();
    if (request.fromTopics) await times.take('read the topics', () => build.fillJournal());
    const built = await times.take('fold', () => build.fold());
    await times.take('index', () => build.index());
    const [live, made] = await times.take('compare', () => build.compare(built));
    const differences = differencesOf(live, made);
    const tell = (rest: Pick<RebuildSummary, 'panes' | 'caughtUp' | 'generation'>): RebuildSummary => ({
      ...sumOf(built),
      ...rest,
      liveHash: hashOf(live),
      builtHash: hashOf(made),
      differences,
      took: times.all,
    });
    if (request.verify || (differences.length > 0 && !request.replace)) {
      return tell({ panes: 0, caughtUp: 0, generation: undefined });
    }
    const panes = await times.take('panes', () => build.panes());
    snapshot.release();
    const tail = new Tail(surroundings.database, shadow, snapshot.positions, build.ends);
    const caughtUp = await times.take('catch up', () => this.catchUp(tail));
    const generation = await times.take('swap', () => this.swap(tail, hashOf(made)));
    return tell({ panes, caughtUp, generation });
  }

  private async catchUp(tail: Tail): Promise<number> {
    const { signal, display } = this.surroundings;
    let total = 0;
    for (;;) {
      const events = await tail.catchUp(signal);
      total += events;
      display.step('catching up', total, total, 'events');
      if (events <= FEW) return total;
    }
  }

  private async swap(tail: Tail, digest: string): Promise<number> {
    const { signal, display, database, now, version } = this.surroundings;
    const generation = this.snapshot.generation + 1;
    const next = { projection: PROJECTION, generation, builtAt: now(), builtBy: version, digest };
    for (let tries = 1; tries <= SWAP_TRIES; tries += 1) {
      display.step('taking the place of the live projection', 0, 0, '');
      signal.throwIfAborted();
      if (await swapIn(database, this.shadow, next, (tx) => tail.finish(tx))) return generation;
      await delay(BETWEEN_TRIES, undefined, { signal });
      await tail.catchUp(signal);
    }
    throw new RebuildRefused(
      'The live projection was being read all the time, so that nothing could take its place. It is unchanged. ' +
        'Look for long questions (pg_stat_activity), and run the rebuild again.',
    );
  }
}

function sumOf(
  built: readonly BuiltSlice[],
): Pick<RebuildSummary, 'events' | 'subjects' | 'rows' | 'unreadable' | 'firstUnreadable'> {
  const add = (of: (slice: BuiltSlice) => number) => built.reduce((sum, slice) => sum + of(slice), 0);
  const first = built.find(({ firstUnreadable }) => firstUnreadable !== undefined)?.firstUnreadable;
  return {
    events: add(({ events }) => events),
    subjects: add(({ subjects }) => subjects),
    rows: add(({ rows }) => rows),
    unreadable: add(({ unreadable }) => unreadable),
    firstUnreadable: first === undefined ? undefined : `${first.id} of ${first.source}`,
  };
}
