import {
  deadLetter,
  identityOf,
  PositionMoved,
  type EventLog,
  type RecordBatch,
  type ResumePoint,
} from '#libs/event-log';
import { deadLetterTopic } from '#libs/events';
import {
  advanceProgress,
  appendToJournal,
  appendToLedger,
  lockProgress,
  noteCaughtUp,
  resumePoint,
  SegmentNumbers,
  streamOf,
  SubjectMemory,
  type Database,
  type Queries,
} from '#libs/postgres';
import type { Clock } from '#libs/runtime';
import { decodeBatch, type ReadEvent, type Unreadable } from './decode-batch.ts';
import { learnEvents, type CausedContribution, type Learnt } from './learn-events.ts';
import { Turns } from './turns.ts';

/** The name under which the projector keeps its progress. */
export const PROJECTION = 'kpis';

/** What became of a batch. */
export interface Projected {
  readonly applied: number;
  readonly duplicates: number;
  readonly unreadable: readonly Unreadable[];
  readonly contributions: readonly CausedContribution[];
}

/** Subjects kept in memory, some kilobytes each: those of the last few batches, which mostly come again. */
const SUBJECTS_REMEMBERED = 10_000;

/**
 * Batches under way at the same time: one being folded while others wait for the database. More of them hold more events
 * in memory and give the garbage collector more to carry about, without a commit coming any sooner.
 */
const BATCHES_AT_ONCE = 3;

/**
 * Turns batches of the input topics into journal, subjects and ledger: one transaction a batch, exactly once. Nothing
 * here keeps state that a crash could lose; what a batch does is decided by the database alone.
 */
export class Projection {
  private readonly database: Database;
  private readonly eventLog: EventLog;
  private readonly clock: Clock;
  private readonly segments: SegmentNumbers;
  private readonly turns = new Turns(BATCHES_AT_ONCE);
  private readonly memory = new SubjectMemory(SUBJECTS_REMEMBERED);
  private readonly streams = new Map<string, number>();

  constructor(database: Database, eventLog: EventLog, clock: Clock) {
    this.database = database;
    this.eventLog = eventLog;
    this.clock = clock;
    this.segments = new SegmentNumbers(database);
  }

  resumeAt(topic: string, partition: number): Promise<ResumePoint | undefined> {
    return resumePoint(this.database, PROJECTION, topic, partition);
  }

  /**
   * @throws PositionMoved when another projector has gone on with the partition; nothing was written then
   */
  project(batch: RecordBatch): Promise<Projected> {
    return this.turns.take(() => this.projectNow(batch));
  }

  noteCaughtUp(caughtUp: { topic: string; partition: number; nextOffset: number; at: number }): Promise<void> {
    return noteCaughtUp(this.database, PROJECTION, caughtUp);
  }

  private async projectNow(batch: RecordBatch): Promise<Projected> {
    const decoded = decodeBatch(batch.records);
    await this.putAside(batch.topic, decoded.unreadable);
    const stream = await this.numberOf(batch.topic, batch.partition);
    const { fresh, learnt } = await this.database.transaction((tx) => this.apply(tx, stream, batch, decoded.events));
    this.memory.remember(learnt.subjects);
    return {
      applied: fresh,
      duplicates: decoded.repeated + decoded.events.length - fresh,
      unreadable: decoded.unreadable,
      contributions: learnt.contributions,
    };
  }

  private async apply(
    tx: Queries,
    stream: number,
    batch: RecordBatch,
    events: readonly ReadEvent[],
  ): Promise<{ fresh: number; learnt: Learnt }> {
    const first = batch.records[0];
    const last = batch.records.at(-1);
    if (first === undefined || last === undefined) return { fresh: 0, learnt: { contributions: [], subjects: [] } };
    const progress = await lockProgress(tx, PROJECTION, stream, first.offset);
    if (progress.nextOffset > first.offset) throw positionMoved(batch, progress.nextOffset);

    const newOffsets = await appendToJournal(tx, stream, events.map(journalEntry));
    const fresh = events.filter(({ offset }) => newOffsets.has(offset));
    const learnt = await learnEvents(tx, fresh, this.memory);
    const { contributions } = learnt;
    const segments = await this.segments.of(contributions.map(({ contribution }) => contribution.fact.attributes));
    await appendToLedger(
      tx,
      stream,
      progress.nextSequence,
      contributions.map((caused, i) => ledgerRow(caused, segments[i] as number)),
    );
    const moved = await advanceProgress(tx, PROJECTION, stream, progress, {
      nextOffset: batch.nextOffset,
      nextSequence: progress.nextSequence + contributions.length,
      lastRecord: identityOf(last),
      completeUntil: batch.nextOffset >= batch.highWatermark ? this.clock() : last.timestamp,
    });
    if (!moved) throw positionMoved(batch, progress.nextOffset);
    return { fresh: fresh.length, learnt };
  }

  /** Before the batch commits: a crash in between repeats a dead letter, the other way round would lose it. */
  private async putAside(topic: string, unreadable: readonly Unreadable[]): Promise<void> {
    if (unreadable.length === 0) return;
    await this.eventLog.append(
      deadLetterTopic(topic),
      unreadable.map(({ record, rejection }) => deadLetter(record, rejection.reason, describe(rejection.problems))),
    );
  }

  private async numberOf(topic: string, partition: number): Promise<number> {
    const name = `${topic}/${partition}`;
    const known = this.streams.get(name) ?? (await streamOf(this.database, topic, partition));
    this.streams.set(name, known);
    return known;
  }
}

function positionMoved(batch: RecordBatch, nextOffset: number): PositionMoved {
  return new PositionMoved(
    `${batch.topic}/${batch.partition} was taken on to offset ${nextOffset} by another projector; this batch began at ${batch.records[0]?.offset}`,
  );
}

function journalEntry({ event, offset, knownAt }: ReadEvent) {
  const { source, id, type, subject, body } = event;
  return { source, id, type, offset, subject, knownAt, body };
}

function ledgerRow({ contribution, subject, cause }: CausedContribution, segment: number) {
  const { fact, knownAt, weight } = contribution;
  return { fact: fact.kind, segment, at: fact.at, knownAt, weight, measures: fact.measures, subject, cause };
}

function describe(problems: readonly { readonly path: string; readonly message: string }[]): string {
  return problems.map(({ path, message }) => `${path} ${message}`).join('; ');
}
