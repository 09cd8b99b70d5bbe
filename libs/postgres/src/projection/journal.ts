import { SUBJECT_CODES, type SubjectKind } from '#core/subjects';
import { bigintArray, numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

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

/**
 * Writes the events of a batch. It has no key that would refuse an event twice: which events are new is known from their
 * subjects, and the batch as a whole is written once or not at all by its progress row. The months of `loggedAt` must be
 * there (`MonthPartitions`).
 */
export async function appendToJournal(
  queries: Queries,
  stream: number,
  entries: readonly JournalEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await queries.execute(
    `INSERT INTO journal (source, id, type, stream, "offset", logged_at, kind, subject, known_at, body)
     SELECT source, id, type, $1::integer, "offset", logged_at, kind, subject, known_at, body
       FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::smallint[], $8::text[], $9::bigint[], $10::text[])
         AS t (source, id, type, "offset", logged_at, kind, subject, known_at, body)`,
    [
      stream,
      textArray(entries.map((entry) => entry.source)),
      textArray(entries.map((entry) => entry.id)),
      textArray(entries.map((entry) => entry.type)),
      bigintArray(entries.map((entry) => entry.offset)),
      bigintArray(entries.map((entry) => entry.loggedAt)),
      numberArray(entries.map((entry) => SUBJECT_CODES[entry.kind])),
      textArray(entries.map((entry) => entry.subject)),
      bigintArray(entries.map((entry) => entry.knownAt)),
      textArray(entries.map((entry) => entry.body)),
    ],
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
