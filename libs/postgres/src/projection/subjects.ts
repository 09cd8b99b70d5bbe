import { readSubject, SUBJECT_CODES, type SubjectKind } from '#core/subjects';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import type { StoredSubject } from './subject-memory.ts';

/** Two transactions wrote the same subject at once: roll back and do the batch again. Nothing is lost. */
export class SubjectChanged extends Error {
  override readonly name = 'SubjectChanged';

  constructor() {
    super('a response or ticket of this batch was written by another partition; the batch is tried again');
  }
}

/** A subject that has learnt something. */
export interface GrownSubject extends StoredSubject {
  /** Its events as `writeSubject` writes them; of a subject that is stored already, only what `writeGrowth` adds. */
  readonly added: string;
}

/** The subjects of one kind that are stored, by key. */
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
 * Writes subjects, each only if the one in the database is a version older (or, at version 1, is not there yet). Events
 * of one subject share a partition as long as producers key their records by it; where one does not, two partitions may
 * write the same subject, and the version is what keeps both from losing the other's events.
 *
 * @throws SubjectChanged when one was written by somebody else meanwhile
 */
export async function saveSubjects(queries: Queries, grown: readonly GrownSubject[]): Promise<void> {
  // One order for all writers: two transactions that share subjects wait for each other instead of locking each other out.
  const sorted = [...grown].sort((a, b) => (a.subject.key < b.subject.key ? -1 : 1));
  const added = sorted.filter(({ version }) => version === 1);
  const changed = sorted.filter(({ version }) => version > 1);
  const inserted = added.length === 0 ? 0 : await queries.execute(ADD, columnsOf(added));
  const updated = changed.length === 0 ? 0 : await queries.execute(GROW, columnsOf(changed));
  if (inserted !== added.length || updated !== changed.length) throw new SubjectChanged();
}

const ADD = `
  INSERT INTO subjects (kind, key, version, events)
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::integer[], $4::text[])
  ON CONFLICT (kind, key) DO NOTHING`;

const GROW = `
  UPDATE subjects AS s SET version = t.version, events = s.events || t.added
    FROM unnest($1::smallint[], $2::text[], $3::integer[], $4::text[]) AS t (kind, key, version, added)
   WHERE s.kind = t.kind AND s.key = t.key AND s.version = t.version - 1`;

function columnsOf(subjects: readonly GrownSubject[]): unknown[] {
  return [
    numberArray(subjects.map(({ subject }) => SUBJECT_CODES[subject.kind])),
    textArray(subjects.map(({ subject }) => subject.key)),
    numberArray(subjects.map(({ version }) => version)),
    textArray(subjects.map(({ added }) => added)),
  ];
}
