import type { Catalogue } from '#core/kpis';
import type { EventLog } from '#libs/event-log';
import { Leadership, LiveLedger, SegmentDirectory, type Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';
import { PaneMerger } from '../panes/pane-merger.ts';
import { keptFor, RetentionKeeper } from '../retention/retention-keeper.ts';
import { LiveReadings, type ChangedReading } from './live-readings.ts';
import { Publishing } from './publishing.ts';
import { Pulse } from './pulse.ts';

/** Any number will do, as long as every reader uses the same one. */
const LEADER_LOCK = 727_002;

/** A reading changes, and is published, at most this often. */
const ROUND = 1_000;
const MERGE_EVERY = 2_000;

/**
 * Follows ledger and clock, one step after the other: take in what is new, move the windows, measure what was touched,
 * and hand it on to be published. A round that fails is tried again; nothing is lost, since all it needs is in
 * the database.
 */
export class ReaderLoop {
  readonly readings: LiveReadings;
  private readonly database: Database;
  private readonly publishing: Publishing;
  private readonly segments: SegmentDirectory;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly retention: RetentionKeeper;
  private readonly leadership: Leadership;
  private readonly listeners = new Set<(changed: readonly ChangedReading[]) => void>();
  private readonly pulse = new Pulse();
  private ledger: LiveLedger | undefined;
  private trouble: string | undefined = 'the windows are being loaded';
  private running: Promise<unknown> = Promise.resolve();

  /** @param keepDays how long journal and ledger are kept; `undefined` for ever */
  constructor(
    database: Database,
    eventLog: EventLog,
    catalogue: Catalogue,
    clock: Clock,
    logger: Logger,
    keepDays?: number,
  ) {
    this.database = database;
    this.segments = new SegmentDirectory(database);
    this.readings = new LiveReadings(catalogue);
    this.leadership = new Leadership(database, LEADER_LOCK);
    this.clock = clock;
    this.logger = logger;
    const keepFor = keepDays === undefined ? undefined : keptFor(keepDays, this.readings.watched.ages);
    this.retention = new RetentionKeeper(database, keepFor, clock, logger);
    this.publishing = new Publishing({
      database,
      eventLog,
      leadership: this.leadership,
      logger,
      everything: (published) => (this.ledger === undefined ? [] : this.readings.everything(this.ledger, published)),
    });
  }

  /** Begins to follow; resolves when the first readings stand. */
  async start(): Promise<void> {
    await this.round();
    this.running = Promise.all([this.follow(), this.merge()]);
  }

  /** Why this reader cannot be trusted right now; `undefined` when it can. */
  unreadiness(): string | undefined {
    return this.trouble ?? this.publishing.trouble;
  }

  /** Calls back with every batch of readings that changed. @returns how to stop that */
  onChange(heard: (changed: readonly ChangedReading[]) => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  async stop(): Promise<void> {
    this.pulse.stop();
    await this.running;
    await this.publishing.stop();
    await this.leadership.release();
  }

  private async follow(): Promise<void> {
    while (!this.pulse.stopped) {
      await this.pulse.beat(ROUND);
      if (this.pulse.stopped) return;
      await this.attempt('following the ledger', () => this.round());
    }
  }

  private async round(): Promise<void> {
    const changed = this.readings.refresh(await this.ledgerAsOfNow());
    this.trouble = undefined;
    this.publishing.note(changed);
    if (changed.length > 0) for (const heard of this.listeners) heard(changed);
  }

  /** The windows, moved on to now. When a rebuild was swapped in meanwhile, they are filled again and nobody has seen them. */
  private async ledgerAsOfNow(): Promise<LiveLedger> {
    for (;;) {
      const ledger =
        this.ledger ?? (await LiveLedger.start(this.database, this.segments, this.readings.watched, this.clock()));
      this.ledger = ledger;
      // Asked before, too: with rows of another ledger it might not even come to its end.
      if (!(await ledger.isSuperseded())) {
        await ledger.catchUp();
        await ledger.advance(this.clock());
        await ledger.completeValues();
        if (!(await ledger.isSuperseded())) return ledger;
      }
      this.ledger = undefined;
      this.logger.info({}, 'the projection was rebuilt; loading the windows again');
    }
  }

  private async merge(): Promise<void> {
    const merger = new PaneMerger(this.database);
    while (!this.pulse.stopped) {
      await this.pulse.pause(MERGE_EVERY);
      if (this.pulse.stopped || !this.leadership.isHeld) continue;
      await this.attempt('merging panes', () => merger.mergeAll(() => this.pulse.stopped));
      await this.attempt('dropping old months', () => this.retention.keep());
    }
  }

  private async attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.trouble = `${what} failed: ${(error as Error).message}`;
      this.logger.error({ error: (error as Error).message }, `${what} failed; trying again`);
      await this.pulse.pause(ROUND);
    }
  }
}
