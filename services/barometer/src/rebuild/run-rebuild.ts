import { setTimeout as delay } from 'node:timers/promises';
import { formatInstant } from '#core/time';
import {
  digestOf,
  keptSince,
  queriesOf,
  REBUILT_TABLES,
  SequenceCounters,
  Shadow,
  swapIn,
  takeRebuildLock,
  takeSnapshot,
  type ProjectionDigest,
  type Snapshot,
} from '#libs/postgres';
import { PROJECTION } from '#services/projector';
import type { PaneOrder } from './build-panes.ts';
import type { BuildOrder, BuiltSlice } from './build-slice.ts';
import { differencesOf, hashOf } from './digests.ts';
import { fillJournal } from './fill-journal.ts';
import {
  RebuildRefused,
  type RebuildRequest,
  type RebuildSummary,
  type RebuildSurroundings,
} from './rebuild-request.ts';
import { StepTimes } from './step-times.ts';
import { Tail } from './tail.ts';
import { workInThreads } from './work-in-threads.ts';

/**
 * Each generation's subjects begin at a version that none of the one before has come to: what a projector remembers of a
 * subject can never pass for what was put in its place.
 */
const VERSIONS_OF_A_GENERATION = 2 ** 20;

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
  private readonly counters: SequenceCounters;
  private readonly times: StepTimes;

  constructor(request: RebuildRequest, surroundings: RebuildSurroundings, shadow: Shadow, snapshot: Snapshot) {
    this.request = request;
    this.surroundings = surroundings;
    this.shadow = shadow;
    this.snapshot = snapshot;
    this.counters = new SequenceCounters([...snapshot.positions.keys()]);
    this.times = new StepTimes(surroundings.now);
  }

  async run(): Promise<RebuildSummary> {
    const { times, shadow } = this;
    await this.checkJournal();
    if (this.request.fromTopics) await times.take('read the topics', () => this.fillJournal());
    const built = await times.take('fold', () => this.fold());
    await times.take('index', () => this.index());
    const [live, made] = await times.take('compare', () => this.compare(built));
    const differences = differencesOf(live, made);
    const tell = (rest: Pick<RebuildSummary, 'panes' | 'caughtUp' | 'generation'>): RebuildSummary => ({
      ...sumOf(built),
      ...rest,
      liveHash: hashOf(live),
      builtHash: hashOf(made),
      differences,
      took: times.all,
    });
    if (this.request.verify || (differences.length > 0 && !this.request.replace)) {
      return tell({ panes: 0, caughtUp: 0, generation: undefined });
    }
    const panes = await times.take('panes', () => this.panes());
    this.snapshot.release();
    const tail = new Tail(this.surroundings.database, shadow, this.snapshot.positions, this.counters.ends());
    const caughtUp = await times.take('catch up', () => this.catchUp(tail));
    const generation = await times.take('swap', () => this.swap(tail, hashOf(made)));
    return tell({ panes, caughtUp, generation });
  }

  /** What months of the journal took with them cannot be built again. */
  private async checkJournal(): Promise<void> {
    const since = await keptSince(queriesOf(this.snapshot.session), 'journal');
    if (since === -Infinity || this.request.fromTopics) return;
    const what = `The journal begins at ${formatInstant(since)}; what came before was dropped, as BAROMETER_KEEP_DAYS says.`;
    if (!this.request.verify) {
      throw new RebuildRefused(
        `${what} A projection built from it would forget that. If the topics reach further back, add --from-topics; ` +
          'to see what the rest comes to, add --verify.',
      );
    }
    this.surroundings.display.note(`${what} So both will differ.`);
  }

  private async fillJournal(): Promise<void> {
    const { display } = this.surroundings;
    await fillJournal(this.surroundings, this.shadow, this.snapshot, (done, total) =>
      display.step('reading the topics', done, total, 'records'),
    );
    await this.shadow.index(['journal']);
  }

  private async fold(): Promise<BuiltSlice[]> {
    const { signal, display, database, databaseSettings } = this.surroundings;
    const { shadow, snapshot, counters } = this;
    const { fromTopics } = this.request;
    const journal = fromTopics ? shadow.schema : shadow.live;
    const counted = `SELECT count(*) AS events FROM ${journal}.journal`;
    const [row] = await (fromTopics ? database : snapshot.session).query<{ events: number }>(counted);
    const total = row?.events ?? 0;
    let done = 0;
    display.step('folding the journal', 0, total, 'events');
    return workInThreads<BuildOrder>(
      {
        kind: 'subjects',
        database: databaseSettings,
        journal,
        // Nobody else writes the journal of a shadow, and the snapshot is older than it.
        snapshot: fromTopics ? undefined : snapshot.id,
        schema: shadow.schema,
        firstVersion: (snapshot.generation + 1) * VERSIONS_OF_A_GENERATION,
        streams: [...snapshot.positions.keys()],
        counters: counters.shared,
      },
      { threads: this.request.threads, signal },
      (events) => display.step('folding the journal', (done += events), total, 'events'),
    );
  }

  private async index(): Promise<void> {
    this.surroundings.display.step('indexing', 0, 0, '');
    await this.shadow.index(['ledger', 'subjects']);
    this.surroundings.signal.throwIfAborted();
  }

  /** Both as of the snapshot: the live projection's journal and ledger are committed together. */
  private async compare(built: readonly BuiltSlice[]): Promise<[live: ProjectionDigest, made: ProjectionDigest]> {
    const { signal, display, database } = this.surroundings;
    const { shadow, snapshot } = this;
    const scattered = built.flatMap((slice) => slice.scattered);
    display.step('comparing', 0, 0, '');
    const since = await keptSince(queriesOf(snapshot.session), 'ledger');
    const digests = await Promise.all([
      digestOf(queriesOf(snapshot.session), shadow.live, shadow.live, since, scattered),
      digestOf(database, shadow.schema, shadow.live, since, scattered),
    ]);
    signal.throwIfAborted();
    return digests;
  }

  /** Panes as of the build; what is caught up later is merged by the leading reader, as ever. */
  private async panes(): Promise<number> {
    const { signal, display, database, databaseSettings } = this.surroundings;
    const { shadow, counters } = this;
    const ends = [...counters.ends()];
    const total = ends.reduce((sum, [, end]) => sum + end, 0);
    let done = 0;
    const built = await workInThreads<PaneOrder>(
      { kind: 'panes', database: databaseSettings, schema: shadow.schema },
      { threads: this.request.threads, signal },
      (rows) => display.step('summing panes', (done += rows), total, 'rows'),
    );
    await shadow.index(['panes', 'pane_positions']);
    for (const [stream, end] of ends) {
      await database.execute(`INSERT INTO ${shadow.schema}.pane_positions VALUES ($1, $2)`, [stream, end]);
    }
    return built.reduce((sum, { panes }) => sum + panes, 0);
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
