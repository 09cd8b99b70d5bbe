import { readSubject, SUBJECT_CODES, type SubjectKind } from '#core/subjects';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { SubjectMemory, type StoredSubject } from './subject-memory.ts';

/** Two transactions wrote the same subject at once: roll back and do the batch again. Nothing is lost. */
export class SubjectChanged extends Error {
  override readonly name = 'SubjectChanged';
}

/**
 * The subjects of one kind that are known, by key.
 *
 * @param memory subjects whose events need not be read again if their version still stands
 */
export async function loadSubjects(
  queries: Queries,
  kind: SubjectKind,
  keys: readonly string[],
  memory: SubjectMemory = new SubjectMemory(0),
): Promise<Map<string, StoredSubject>> {
  if (keys.length === 0) return new Map();
  const remembered = keys.map((key) => memory.recall(kind, key));
  const rows = await queries.query<{ key: string; version: number; events: string | null }>(
    `SELECT key, s.version, CASE WHEN s.version <> k.version THEN s.events END AS events
       FROM unnest($2::text[], $3::integer[]) AS k (key, version)
       JOIN subjects s USING (key) WHERE s.kind = $1`,
    [SUBJECT_CODES[kind], textArray(keys), numberArray(remembered.map((stored) => stored?.version ?? 0))],
  );
  const known = new Map(remembered.flatMap((stored) => (stored === undefined ? [] : [[stored.subject.key, stored]])));
  return new Map(
    rows.map(({ key, version, events }) => [
      key,
      events === null
        ? (known.get(key) as StoredSubject)
        : { version, subject: readSubject(kind, key, events), text: events },
    ]),
  );
}

/**
 * Writes subjects, each only if the one in the database is a version older (or, at version 1, is not there yet). Events of one subject
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
      numberArray(sorted.map(({ version }) => version)),
      textArray(sorted.map(({ text }) => text)),
    ],
  );
  if (written !== subjects.length) {
    throw new SubjectChanged(
      'a response or ticket of this batch was written by another partition; the batch is tried again',
    );
  }
}
