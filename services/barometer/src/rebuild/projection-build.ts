import { formatInstant } from '#core/time';
import {
  digestOf,
  keptSince,
  queriesOf,
  SequenceCounters,
  type ProjectionDigest,
  type Shadow,
  type Snapshot,
} from '#libs/postgres';
import type { PaneOrder } from './build-panes.ts';
import type { BuildOrder, BuiltSlice } from './build-slice.ts';
import { fillJournal } from './fill-journal.ts';
import { RebuildRefused, type RebuildRequest, type RebuildSurroundings } from './rebuild-request.ts';
import { workInThreads } from './work-in-threads.ts';

/**
 * Each generation's subjects begin at a version that none of the one before has come to: what a projector remembers of a
 * subject can never pass for what was put in its place.
 */
const VERSIONS_OF_A_GENERATION = 2 ** 20;

/** The steps in which a shadow is filled, each shown as it goes on. */
export class ProjectionBuild {
  private readonly request: RebuildRequest;
  private readonly surroundings: RebuildSurroundings;
  private readonly shadow: Shadow;
  private readonly snapshot: Snapshot;
  private readonly counters: SequenceCounters;

  constructor(request: RebuildRequest, surroundings: RebuildSurroundings, shadow: Shadow, snapshot: Snapshot) {
    this.request = request;
    this.surroundings = surroundings;
    this.shadow = shadow;
    this.snapshot = snapshot;
    this.counters = new SequenceCounters([...snapshot.positions.keys()]);
  }

  /** Where each stream's ledger ends. */
  get ends(): ReadonlyMap<number, number> {
    return this.counters.ends();
  }

  /** What months of the journal took with them cannot be built again. */
  async checkJournal(): Promise<void> {
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

  async fillJournal(): Promise<void> {
    const { display } = this.surroundings;
    await fillJournal(this.surroundings, this.shadow, this.snapshot, (done, total) =>
      display.step('reading the topics', done, total, 'records'),
    );
    await this.shadow.index(['journal']);
  }

  async fold(): Promise<BuiltSlice[]> {
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

  async index(): Promise<void> {
    this.surroundings.display.step('indexing', 0, 0, '');
    await this.shadow.index(['ledger', 'subjects']);
    this.surroundings.signal.throwIfAborted();
  }

  /** Both as of the snapshot: the live projection's journal and ledger are committed together. */
  async compare(built: readonly BuiltSlice[]): Promise<[live: ProjectionDigest, made: ProjectionDigest]> {
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
  async panes(): Promise<number> {
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
}
