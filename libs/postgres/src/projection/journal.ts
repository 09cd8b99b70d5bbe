import { bigintArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** An event as the journal keeps it. */
export interface JournalEntry {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly offset: number;
  readonly subject: string;
  readonly knownAt: number;
  /** The event's data as received. */
  readonly body: string;
}

/**
 * Writes events that the journal does not have yet, by (source, id).
 *
 * @param entries no two with the same source and id
 * @returns the offsets of those that were new
 */
export async function appendToJournal(
  queries: Queries,
  stream: number,
  entries: readonly JournalEntry[],
): Promise<ReadonlySet<number>> {
  if (entries.length === 0) return new Set();
  // Mostly all are new; then one number says so instead of thousands.
  const [written] = await queries.query<{ offsets: number[] | null }>(
    `WITH written AS (
       INSERT INTO journal (source, id, type, stream, "offset", subject, known_at, body)
       SELECT source, id, type, $1::integer, "offset", subject, known_at, body
         FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::text[])
           AS t (source, id, type, "offset", subject, known_at, body)
       ON CONFLICT (source, id) DO NOTHING
       RETURNING "offset")
     SELECT CASE WHEN count(*) < $9 THEN coalesce(array_agg("offset"), '{}') END AS offsets FROM written`,
    [
      stream,
      textArray(entries.map((entry) => entry.source)),
      textArray(entries.map((entry) => entry.id)),
      textArray(entries.map((entry) => entry.type)),
      bigintArray(entries.map((entry) => entry.offset)),
      textArray(entries.map((entry) => entry.subject)),
      bigintArray(entries.map((entry) => entry.knownAt)),
      textArray(entries.map((entry) => entry.body)),
      entries.length,
    ],
  );
  return new Set(written?.offsets ?? entries.map((entry) => entry.offset));
}

/** The bodies of events, by (source, id), in the order asked for; one that is not there is left out. */
export async function journalBodies(
  queries: Queries,
  keys: readonly { readonly source: string; readonly id: string }[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await queries.query<{ source: string; id: string; body: string }>(
    `SELECT source, id, body FROM journal
      WHERE (source, id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [textArray(keys.map((key) => key.source)), textArray(keys.map((key) => key.id))],
  );
  return new Map(rows.map((row) => [journalKey(row.source, row.id), row.body]));
}

export function journalKey(source: string, id: string): string {
  return JSON.stringify([source, id]);
}
