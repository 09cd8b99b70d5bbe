import { caseOf, type Case, type CaseEvent } from '#core/cases';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A case as it is stored. */
export interface KnownCase {
  readonly known: Case;
  /** The how-manieth case of its subject it is, from 1. */
  readonly ordinal: number;
}

/** What finds a case's events. */
export interface CaseRow {
  readonly caseId: string;
  readonly ordinal: number;
}

/**
 * Folds cases from their events.
 *
 * @throws RangeError when the events of a case do not begin with its opening: somebody has removed some by hand
 */
export async function foldCases(queries: Queries, rows: readonly CaseRow[]): Promise<KnownCase[]> {
  if (rows.length === 0) return [];
  const stored = await queries.query<{ case_id: string; event: CaseEvent }>(
    'SELECT case_id, event FROM case_events WHERE case_id = ANY ($1::text[]) ORDER BY case_id, version',
    [textArray(rows.map(({ caseId }) => caseId))],
  );
  const events = Map.groupBy(stored, ({ case_id: caseId }) => caseId);
  return rows.map(({ caseId, ordinal }) => {
    const known = caseOf((events.get(caseId) ?? []).map(({ event }) => event));
    if (known === undefined) throw new RangeError(`case ${caseId} has lost its events: restore the table case_events`);
    return { known, ordinal };
  });
}
