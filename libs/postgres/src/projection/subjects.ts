import { readSubject, SUBJECT_CODES, writeSubject, type Subject, type SubjectKind } from '#core/subjects';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A subject as stored, with the version that a writer must have seen. */
export interface StoredSubject {
  readonly subject: Subject;
  readonly version: number;
}

/** Two transactions wrote the same subject at once: roll back and do the batch again. Nothing is lost. */
export class SubjectChanged extends Error {
  override readonly name = 'SubjectChanged';
}

/** The subjects of one kind that are known, by key. */
export async function loadSubjects(
  queries: Queries,
  kind: SubjectKind,
  keys: readonly string[],
): Promise<Map<string, StoredSubject>> {
  if (keys.length === 0) return new Map();
  const rows = await queries.query<{ key: string; version: number; events: string }>(
    'SELECT key, version, events FROM subjects WHERE kind = $1 AND key = ANY ($2::text[])',
    [SUBJECT_CODES[kind], textArray(keys)],
  );
  return new Map(rows.map(({ key, version, events }) => [key, { version, subject: readSubject(kind, key, events) }]));
}

/**
 * Writes subjects, each only if it is still at the version it was loaded with (0: not there yet). Events of one subject
 * share a partition as long as producers key their records by it; where one does not, two partitions may write the
 * same subject, and the version is what keeps both from losing the other's events.
 *
 * @throws SubjectChanged when one was written by somebody else meanwhile
 */
export async function saveSubjects(queries: Queries, subjects: readonly StoredSubject[]): Promise<void> {
  if (subjects.length === 0) return;
  // One order for all writers: two transactions that share subjects wait for each other instead of locking each other out.
  const sorted = [...subjects].sort((a, b) => (a.subject.key < b.subject.key ? -1 : 1));
  const written = await queries.execute(
    `INSERT INTO subjects (kind, key, version, events)
     SELECT kind, key, version, events
       FROM unnest($1::smallint[], $2::text[], $3::integer[], $4::text[]) AS t (kind, key, version, events)
     ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, events = excluded.events
      WHERE subjects.version = excluded.version - 1`,
    [
      numberArray(sorted.map(({ subject }) => SUBJECT_CODES[subject.kind])),
      textArray(sorted.map(({ subject }) => subject.key)),
      numberArray(sorted.map(({ version }) => version + 1)),
      textArray(sorted.map(({ subject }) => writeSubject(subject))),
    ],
  );
  if (written !== subjects.length) {
    throw new SubjectChanged(
      'a response or ticket of this batch was written by another partition; the batch is tried again',
    );
  }
}
