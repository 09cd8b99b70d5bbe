import type { Attributes } from '#core/segments';
import {
  appendToLedger,
  journalTail,
  KnownSegments,
  saveSubjects,
  ShadowMonths,
  SubjectMemory,
  type Database,
  type JournaledEvent,
  type Queries,
  type Transaction,
  type Shadow,
} from '#libs/postgres';
import { learnEvents, PROJECTION, type ReadEvent } from '#services/projector';
import { readJournaled } from './read-journaled.ts';

const EVENTS_AT_ONCE = 2_000;

/** Where a shadow stands in each stream. */
interface Standing {
  /** The offset that it wants next. */
  readonly offset: number;
  /** The number that its next ledger row gets. */
  readonly sequence: number;
}

/**
 * Takes into a shadow what the live projection has been told since the shadow's journal was read: from the live journal, in
 * batches, as a projector does.
 */
export class Tail {
  private readonly database: Database;
  private readonly shadow: Shadow;
  private readonly segments: KnownSegments;
  private readonly months: ShadowMonths;
  private readonly journalMonths: ShadowMonths;
  private standing: ReadonlyMap<number, Standing>;

  /** @param offsets up to where the shadow was built; @param sequences where its ledger ends */
  constructor(
    database: Database,
    shadow: Shadow,
    offsets: ReadonlyMap<number, number>,
    sequences: ReadonlyMap<number, number>,
  ) {
    this.database = database;
    this.shadow = shadow;
    this.segments = new KnownSegments(database);
    this.months = new ShadowMonths(database, shadow.schema, 'ledger');
    this.journalMonths = new ShadowMonths(database, shadow.schema, 'journal');
    this.standing = new Map(
      [...offsets].map(([stream, offset]) => [stream, { offset, sequence: sequences.get(stream) ?? 0 }]),
    );
  }

  /** Takes in what there is, a batch to a transaction. @returns how many events that were */
  async catchUp(signal: AbortSignal): Promise<number> {
    let events = 0;
    for (const stream of await this.behind(this.database)) {
      for (let more = true; more;) {
        signal.throwIfAborted();
        const step = await this.database.transaction((tx) => this.take(tx, this.standing, stream));
        this.standing = step.standing;
        events += step.events;
        more = step.events === EVENTS_AT_ONCE;
      }
    }
    return events;
  }

  /**
   * Takes in the rest, within a transaction that keeps others from adding to it.
   *
   * @returns where each stream's ledger ends, if the transaction is committed; else nothing has happened
   */
  async finish(tx: Transaction): Promise<Map<number, number>> {
    let { standing } = this;
    for (const stream of await this.behind(tx)) {
      for (let more = true; more;) {
        const step = await this.take(tx, standing, stream);
        standing = step.standing;
        more = step.events === EVENTS_AT_ONCE;
      }
    }
    return new Map([...standing].map(([stream, { sequence }]) => [stream, sequence]));
  }

  /** The streams in which the live projection is further. */
  private async behind(queries: Queries): Promise<number[]> {
    const rows = await queries.query<{ stream: number; next_offset: number }>(
      'SELECT stream, next_offset FROM progress WHERE projection = $1 ORDER BY stream',
      [PROJECTION],
    );
    return rows
      .filter((row) => row.next_offset > (this.standing.get(row.stream)?.offset ?? 0))
      .map(({ stream }) => stream);
  }

  private async take(
    tx: Transaction,
    standing: ReadonlyMap<number, Standing>,
    stream: number,
  ): Promise<{ events: number; standing: ReadonlyMap<number, Standing> }> {
    const { offset, sequence } = standing.get(stream) ?? { offset: 0, sequence: 0 };
    const journaled = await journalTail(tx, this.shadow.live, stream, offset, EVENTS_AT_ONCE);
    const last = journaled.at(-1);
    if (last === undefined) return { events: 0, standing };
    if (this.shadow.tables.includes('journal')) await this.copyJournal(tx, stream, journaled);
    await this.shadow.enter(tx);
    const events = journaled.flatMap((event): ReadEvent[] => {
      const read = readJournaled(event);
      return read === undefined ? [] : [{ ...event, type: read.type, data: read.data }];
    });
    const { contributions, subjects } = await learnEvents(tx, events, new SubjectMemory(0));
    const facts = contributions.map(({ contribution }) => contribution.fact);
    const segments = await this.segments.of(new Set<Attributes>(facts.map(({ attributes }) => attributes)));
    await this.months.make(facts.map(({ at }) => at));
    await saveSubjects(tx, subjects);
    await appendToLedger(
      tx,
      stream,
      sequence,
      contributions.map(({ contribution: { fact, knownAt, weight }, subject, cause }) => {
        const segment = segments.get(fact.attributes) as number;
        return { fact: fact.kind, segment, at: fact.at, knownAt, weight, measures: fact.measures, subject, cause };
      }),
    );
    const next = { offset: last.offset + 1, sequence: sequence + contributions.length };
    return { events: journaled.length, standing: new Map(standing).set(stream, next) };
  }

  private async copyJournal(tx: Queries, stream: number, journaled: readonly JournaledEvent[]): Promise<void> {
    const { live, schema } = this.shadow;
    await this.journalMonths.make(journaled.map(({ loggedAt }) => loggedAt));
    await tx.execute(
      `INSERT INTO ${schema}.journal SELECT * FROM ${live}.journal WHERE stream = $1 AND "offset" BETWEEN $2 AND $3`,
      [stream, journaled[0]?.offset, journaled.at(-1)?.offset],
    );
  }
}
