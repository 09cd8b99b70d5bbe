import { caseWakesAt, type Case } from '#core/cases';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A case that something has happened to. */
export interface GrownCase {
  /** With the new events. */
  readonly grown: Case;
  readonly ordinal: number;
  /** How many of its last events are new; at least one. */
  readonly added: number;
}

/** Two transactions changed the same case, or opened one for the same subject, at once: roll back and do it again. */
export class CaseChanged extends Error {
  override readonly name = 'CaseChanged';
}

/**
 * Appends what happened to cases, each only if it is still at the version it was loaded with.
 *
 * @throws CaseChanged when one was changed, or opened, by somebody else meanwhile
 */
export async function saveCases(tx: Queries, cases: readonly GrownCase[]): Promise<void> {
  const opened = cases.filter(({ grown, added }) => grown.version === added);
  const changed = cases.filter(({ grown, added }) => grown.version > added);
  const written = (await insertCases(tx, opened)) + (await updateCases(tx, changed));
  if (written !== cases.length) {
    throw new CaseChanged('a case was changed or opened by another transaction meanwhile; it is tried again');
  }
  await appendEvents(tx, cases);
}

async function insertCases(tx: Queries, opened: readonly GrownCase[]): Promise<number> {
  if (opened.length === 0) return 0;
  // One order for all writers: who opens cases for the same subjects waits for the other instead of locking him out.
  const sorted = opened.toSorted((a, b) => (a.grown.subject < b.grown.subject ? -1 : 1));
  return tx.execute(
    `INSERT INTO cases (subject, segment, opened_at, case_id, ordinal, version, state, severity, owner, due_at, wakes_at)
     SELECT subject, segment::jsonb, opened_at, case_id, ordinal, version, state, severity, nullif(owner, ''), due_at,
            nullif(wakes_at, -1)
       FROM unnest($1::text[], $2::text[], $3::bigint[], ${standingArrays(4)}) WITH ORDINALITY
         AS t (subject, segment, opened_at, ${STANDING_COLUMNS}, place)
      ORDER BY place
     ON CONFLICT DO NOTHING`,
    [
      textArray(sorted.map(({ grown }) => grown.subject)),
      textArray(sorted.map(({ grown }) => JSON.stringify(grown.segment))),
      numberArray(sorted.map(({ grown }) => grown.openedAt)),
      ...standingOf(sorted),
    ],
  );
}

async function updateCases(tx: Queries, changed: readonly GrownCase[]): Promise<number> {
  if (changed.length === 0) return 0;
  return tx.execute(
    `UPDATE cases SET version = t.version, state = t.state, severity = t.severity, owner = nullif(t.owner, ''),
            due_at = t.due_at, wakes_at = nullif(t.wakes_at, -1)
       FROM unnest(${standingArrays(1)}, $9::integer[]) AS t (${STANDING_COLUMNS}, added)
      WHERE cases.case_id = t.case_id AND cases.version = t.version - t.added`,
    [...standingOf(changed), numberArray(changed.map(({ added }) => added))],
  );
}

const STANDING_COLUMNS = 'case_id, ordinal, version, state, severity, owner, due_at, wakes_at';

const STANDING_TYPES = ['text', 'integer', 'integer', 'text', 'text', 'text', 'bigint', 'bigint'];

/** The parameters of `standingOf`, the first of them being `$first`. */
function standingArrays(first: number): string {
  return STANDING_TYPES.map((type, i) => `$${first + i}::${type}[]`).join(', ');
}

/** How cases stand, a column each: those of `STANDING_COLUMNS`. An empty owner is nobody, −1 is never. */
function standingOf(cases: readonly GrownCase[]): readonly unknown[] {
  return [
    textArray(cases.map(({ grown }) => grown.caseId)),
    numberArray(cases.map(({ ordinal }) => ordinal)),
    numberArray(cases.map(({ grown }) => grown.version)),
    textArray(cases.map(({ grown }) => grown.state)),
    textArray(cases.map(({ grown }) => grown.severity)),
    textArray(cases.map(({ grown }) => grown.owner ?? '')),
    numberArray(cases.map(({ grown }) => grown.dueAt)),
    numberArray(cases.map(({ grown }) => caseWakesAt(grown) ?? -1)),
  ];
}

async function appendEvents(tx: Queries, cases: readonly GrownCase[]): Promise<void> {
  const rows = cases.flatMap(({ grown: { caseId, timeline, version }, added }) =>
    timeline.slice(-added).map((event, i) => ({ caseId, version: version - added + i + 1, event })),
  );
  if (rows.length === 0) return;
  await tx.execute(
    `INSERT INTO case_events (case_id, version, event, key, response_id)
     SELECT case_id, version, event::jsonb, event::jsonb->>'key', event::jsonb->>'responseId'
       FROM unnest($1::text[], $2::integer[], $3::text[]) AS t (case_id, version, event)`,
    [
      textArray(rows.map(({ caseId }) => caseId)),
      numberArray(rows.map(({ version }) => version)),
      textArray(rows.map(({ event }) => JSON.stringify(event))),
    ],
  );
}
