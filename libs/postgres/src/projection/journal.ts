import { SUBJECT_CODES, type SubjectKind } from '#core/subjects';
import { textArray } from '../arrays.ts';
import { CopyRows } from '../binary-copy.ts';
import type { Queries, Transaction } from '../database.ts';

/** An event as the journal keeps it. */
export interface JournalEntry {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly offset: number;
  /** When the log took it, in epoch milliseconds. */
  readonly loggedAt: number;
  readonly kind: SubjectKind;
  readonly subject: string;
  readonly knownAt: number;
  /** The event's data as received. */
  readonly body: string;
}

/** More than most events take, so that the buffer seldom grows. */
const ABOUT_BYTES = 1_000;

/**
 * Writes the events of a batch. It has no key that would refuse an event twice: which events are new is known from their
 * subjects, and the batch as a whole is written once or not at all by its progress row. The months of `loggedAt` must be
 * there (`MonthPartitions`).
 */
export async function appendToJournal(
  tx: Transaction,
  stream: number,
  entries: readonly JournalEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = new CopyRows(ABOUT_BYTES * entries.length);
  for (const entry of entries) {
    rows.beginRow(10);
    rows.text(entry.source);
    rows.text(entry.id);
    rows.text(entry.type);
    rows.integer(stream);
    rows.bigint(entry.offset);
    rows.bigint(entry.loggedAt);
    rows.smallint(SUBJECT_CODES[entry.kind]);
    rows.text(entry.subject);
    rows.bigint(entry.knownAt);
    rows.text(entry.body);
  }
  await tx.copy(
    `COPY journal (source, id, type, stream, "offset", logged_at, kind, subject, known_at, body) FROM STDIN (FORMAT binary)`,
    rows,
  );
}

/** The bodies of all events of some responses, by (source, id). */
export async function responseBodies(
  queries: Queries,
  responses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (responses.length === 0) return new Map();
  const rows = await queries.query<{ source: string; id: string; body: string }>(
    `SELECT source, id, body FROM journal WHERE kind = ${SUBJECT_CODES.response} AND subject = ANY ($1::text[])`,
    [textArray(responses)],
  );
  return new Map(rows.map((row) => [journalKey(row.source, row.id), row.body]));
}

export function journalKey(source: string, id: string): string {
  return JSON.stringify([source, id]);
}
