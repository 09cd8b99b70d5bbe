import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { foldCases, type CaseRow, type KnownCase } from './known-case.ts';

/** Which cases are wanted: those of the subjects, and those of the ids, and those that an answer has something to do with. */
export interface WantedCases {
  readonly subjects?: readonly string[];
  readonly caseIds?: readonly string[];
  /** Responses that closed the loop of a case once. */
  readonly responseIds?: readonly string[];
}

/**
 * Loads cases and holds their rows until the transaction ends, so that nobody changes them meanwhile.
 *
 * @returns those that there are, the cases of a subject from the oldest on
 */
export async function holdCases(
  tx: Queries,
  { subjects = [], caseIds = [], responseIds = [] }: WantedCases,
): Promise<KnownCase[]> {
  const rows = await tx.query<CaseRow & { readonly [column: string]: unknown }>(
    // One order for all writers: two transactions that share cases wait for each other instead of locking each other out.
    `SELECT case_id AS "caseId", ordinal FROM cases
      WHERE case_id IN (
        SELECT case_id FROM cases WHERE subject = ANY ($1::text[])
        UNION ALL SELECT unnest($2::text[])
        UNION ALL SELECT case_id FROM case_events WHERE response_id = ANY ($3::text[]))
      ORDER BY case_id FOR UPDATE`,
    [textArray(subjects), textArray(caseIds), textArray(responseIds)],
  );
  const cases = await foldCases(tx, rows);
  return cases.sort((a, b) => a.ordinal - b.ordinal);
}

/** A case as it stands, without holding it. */
export async function findCase(queries: Queries, caseId: string): Promise<KnownCase | undefined> {
  const rows = await queries.query<CaseRow & { readonly [column: string]: unknown }>(
    'SELECT case_id AS "caseId", ordinal FROM cases WHERE case_id = $1',
    [caseId],
  );
  const [found] = await foldCases(queries, rows);
  return found;
}
