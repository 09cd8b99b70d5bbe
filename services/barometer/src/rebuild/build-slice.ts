import type { SubjectKind } from '#core/subjects';
import {
  BulkLedger,
  BulkSubjects,
  joinSnapshot,
  journalBySubject,
  KnownSegments,
  SequenceCounters,
  withOwnDatabase,
  type DatabaseSettings,
  type JournaledEvent,
  type NumberedLedgerRow,
  type Session,
  type Slice,
} from '#libs/postgres';
import { foldJournal, type FoldedPage, type PlacedContribution } from './fold-journal.ts';

/** What one thread needs to know to build its share of a projection. Can be sent to another thread. */
export interface BuildOrder {
  readonly kind: 'subjects';
  readonly database: DatabaseSettings;
  /** The schema to read the journal from. */
  readonly journal: string;
  /** The snapshot to read it in; default: as of now. */
  readonly snapshot: string | undefined;
  readonly slice: Slice;
  /** The schema to write to. */
  readonly schema: string;
  /** The version that subjects begin with. */
  readonly firstVersion: number;
  readonly streams: readonly number[];
  readonly counters: SharedArrayBuffer;
}

/** What has come of a slice. */
export interface BuiltSlice {
  readonly events: number;
  readonly rows: number;
  readonly subjects: number;
  readonly unreadable: number;
  readonly firstUnreadable: JournaledEvent | undefined;
  readonly scattered: readonly { readonly kind: SubjectKind; readonly key: string }[];
}

/**
 * Builds the subjects and the ledger of a slice: each subject is folded once, with all of its events.
 *
 * @param onEvents told after each page how many events were done since the last
 */
export function buildSlice(order: BuildOrder, onEvents: (events: number) => void): Promise<BuiltSlice> {
  return withOwnDatabase(order.database, 3, async (database, sessions) => {
    const [journal, ledgerSession, subjectSession] = sessions as [Session, Session, Session];
    await joinSnapshot(journal, order.snapshot);
    const ledger = new BulkLedger(ledgerSession, order.schema, database);
    const subjects = new BulkSubjects(subjectSession, order.schema);
    const numbers = new RowNumbers(order, new KnownSegments(database));
    const tally: Tally = { events: 0, rows: 0, subjects: 0, unreadable: 0, firstUnreadable: undefined, scattered: [] };
    for await (const page of journalBySubject(journal, order.journal, order.slice)) {
      const folded = foldJournal(page);
      await ledger.append(await numbers.rowsOf(folded.contributions));
      await subjects.append(folded.subjects.map((subject) => ({ ...subject, version: order.firstVersion })));
      count(tally, page, folded);
      onEvents(page.length);
    }
    await Promise.all([ledger.end(), subjects.end()]);
    await journal.query('COMMIT');
    return tally;
  });
}

type Tally = { -readonly [K in keyof BuiltSlice]: BuiltSlice[K] };

function count(tally: Tally, page: readonly JournaledEvent[], folded: FoldedPage): void {
  tally.events += page.length;
  tally.rows += folded.contributions.length;
  tally.subjects += folded.subjects.length;
  tally.unreadable += folded.unreadable.length;
  tally.firstUnreadable ??= folded.unreadable[0];
  const scattered = folded.subjects.filter((subject) => subject.scattered);
  if (scattered.length > 0)
    tally.scattered = [...tally.scattered, ...scattered.map(({ kind, key }) => ({ kind, key }))];
}

/** Gives rows their segment and their place in the ledger. */
class RowNumbers {
  private readonly counters: SequenceCounters;
  private readonly segments: KnownSegments;

  constructor(order: BuildOrder, segments: KnownSegments) {
    this.counters = new SequenceCounters(order.streams, order.counters);
    this.segments = segments;
  }

  async rowsOf(contributions: readonly PlacedContribution[]): Promise<NumberedLedgerRow[]> {
    const segments = await this.segments.of(
      new Set(contributions.map(({ contribution }) => contribution.fact.attributes)),
    );
    const counts = new Map<number, number>();
    for (const { stream } of contributions) counts.set(stream, (counts.get(stream) ?? 0) + 1);
    const next = new Map([...counts].map(([stream, many]) => [stream, this.counters.take(stream, many)]));
    return contributions.map(({ contribution, subject, stream, cause }) => {
      const sequence = next.get(stream) as number;
      next.set(stream, sequence + 1);
      const { fact, knownAt, weight } = contribution;
      const { kind, at, measures, attributes } = fact;
      const segment = segments.get(attributes) as number;
      return { fact: kind, segment, at, knownAt, weight, measures, subject, stream, sequence, cause };
    });
  }
}
