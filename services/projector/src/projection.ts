import { subjectOf } from '#core/subjects';
import {
  deadLetter,
  identityOf,
  PositionMoved,
  type EventLog,
  type LogRecord,
  type RecordBatch,
  type ResumePoint,
} from '#libs/event-log';
import { deadLetterTopic, type Rejection } from '#libs/events';
import {
  advanceProgress,
  BATCH_STATEMENT_TIMEOUT,
  appendToJournal,
  appendToLedger,
  isMissingMonth,
  lockProgress,
  MonthPartitions,
  noteCaughtUp,
  resumePoint,
  saveSubjects,
  SegmentNumbers,
  streamOf,
  SubjectChanged,
  SubjectMemory,
  type Database,
  type JournalEntry,
  type NewLedgerRow,
  type Transaction,
} from '#libs/postgres';
import { decodeBatch, refuseAll, type ReadEvent, type Unreadable } from './decode-batch.ts';
import { learnEvents, type CausedContribution, type Learnt } from './learn-events.ts';
import { projectAround } from './project-around.ts';
import type { Projected } from './projected.ts';
import { Turns } from './turns.ts';

/** The name under which the projector keeps its progress. */
export const PROJECTION = 'kpis';

/** Subjects kept in memory, some kilobytes each: those of the last few batches, which mostly come again. */
const SUBJECTS_REMEMBERED = 10_000;

/**
 * Batches under way at the same time: one being folded while others wait for the database. More of them hold more events
 * in memory and give the garbage collector more to carry about, without a commit coming any sooner.
 */
const BATCHES_AT_ONCE = 3;

/** How often a batch is tried at once when what this process remembers has turned out to be outdated. */
const TRIES = 5;

/**
 * Turns batches of the input topics into journal, subjects and ledger: one transaction a batch, exactly once. Nothing
 * here keeps state that a crash could lose; what a batch does is decided by the database alone.
 */
export class Projection {
  private readonly database: Database;
  private readonly eventLog: EventLog;
  private readonly segments: SegmentNumbers;
  private readonly journalMonths: MonthPartitions;
  private readonly ledgerMonths: MonthPartitions;
  private readonly turns = new Turns(BATCHES_AT_ONCE);
  private readonly memory = new SubjectMemory(SUBJECTS_REMEMBERED);
  private readonly streams = new Map<string, number>();

  constructor(database: Database, eventLog: EventLog) {
    this.database = database;
    this.eventLog = eventLog;
    this.segments = new SegmentNumbers(database);
    this.journalMonths = new MonthPartitions(database, 'journal');
    this.ledgerMonths = new MonthPartitions(database, 'ledger');
  }

  resumeAt(topic: string, partition: number): Promise<ResumePoint | undefined> {
    return resumePoint(this.database, PROJECTION, topic, partition);
  }

  /**
   * @throws PositionMoved when another projector has gone on with the partition; nothing was written then
   */
  project(batch: RecordBatch): Promise<Projected> {
    return this.turns.take(() => projectAround(batch, (part, refused) => this.projectNow(part, refused)));
  }

  noteCaughtUp(caughtUp: { topic: string; partition: number; nextOffset: number; at: number }): Promise<void> {
    return noteCaughtUp(this.database, PROJECTION, caughtUp);
  }

  private async projectNow(batch: RecordBatch, refused?: Rejection): Promise<Projected> {
    const { events, unreadable } = refused === undefined ? decodeBatch(batch.records) : refuseAll(batch, refused);
    await this.putAside(batch.topic, unreadable);
    const stream = await this.numberOf(batch.topic, batch.partition);
    const { fresh, contributions, subjects } = await this.apply(stream, batch, events);
    this.memory.remember(subjects);
    return { applied: fresh.length, duplicates: events.length - fresh.length, unreadable, contributions };
  }

  private async apply(stream: number, batch: RecordBatch, events: readonly ReadEvent[]): Promise<Learnt> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.database.transaction(
          (tx) => this.applyIn(tx, stream, batch, events),
          'read committed',
          BATCH_STATEMENT_TIMEOUT,
        );
      } catch (error) {
        const isOutdated = error instanceof SubjectChanged || isMissingMonth(error);
        // Without this the batch would meet its own outdated memory again and again.
        this.memory.forget();
        this.journalMonths.forget();
        this.ledgerMonths.forget();
        if (!isOutdated || tries === TRIES) throw error;
      }
    }
  }

  private async applyIn(
    tx: Transaction,
    stream: number,
    batch: RecordBatch,
    events: readonly ReadEvent[],
  ): Promise<Learnt> {
    const first = batch.records[0] as LogRecord;
    const last = batch.records.at(-1) as LogRecord;
    const progress = await lockProgress(tx, PROJECTION, stream, first.offset);
    if (progress.nextOffset > first.offset) throw positionMoved(batch, progress.nextOffset);

    const learnt = await learnEvents(tx, events, this.memory);
    const { fresh, contributions, subjects } = learnt;
    const facts = contributions.map(({ contribution }) => contribution.fact);
    const segments = await this.segments.of(facts.map(({ attributes }) => attributes));
    await this.journalMonths.ensure(fresh.map(({ loggedAt }) => loggedAt));
    await this.ledgerMonths.ensure(facts.map(({ at }) => at));
    const rows = contributions.map((caused, i) => ledgerRow(caused, segments[i] as number));
    await appendToJournal(tx, stream, fresh.map(journalEntry));
    await saveSubjects(tx, subjects);
    await appendToLedger(tx, stream, progress.nextSequence, rows);
    const moved = await advanceProgress(tx, PROJECTION, stream, progress, {
      nextOffset: batch.nextOffset,
      nextSequence: progress.nextSequence + rows.length,
      lastRecord: identityOf(last),
      completeUntil: last.timestamp,
    });
    if (!moved) throw positionMoved(batch, progress.nextOffset);
    return learnt;
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

function journalEntry(event: ReadEvent): JournalEntry {
  const { source, id, type, offset, loggedAt, subject, knownAt, body } = event;
  return { source, id, type, offset, loggedAt, kind: subjectOf(event.data).kind, subject, knownAt, body };
}

function ledgerRow({ contribution, subject, cause }: CausedContribution, segment: number): NewLedgerRow {
  const { fact, knownAt, weight } = contribution;
  return { fact: fact.kind, segment, at: fact.at, knownAt, weight, measures: fact.measures, subject, cause };
}

function describe(problems: readonly { readonly path: string; readonly message: string }[]): string {
  return problems.map(({ path, message }) => `${path} ${message}`).join('; ');
}
