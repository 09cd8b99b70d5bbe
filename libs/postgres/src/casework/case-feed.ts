import type { Severity } from '#core/alerts';
import type { CaseState } from '#core/case-changes';
import type { Case } from '#core/cases';
import type { Instant } from '#core/time';
import type { Queries } from '../database.ts';
import { foldCases, type CaseRow } from './known-case.ts';

/** Which cases are wanted; what is left out does not matter. */
export interface CaseFilter {
  readonly states?: readonly CaseState[] | undefined;
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
  readonly severity?: Severity | undefined;
  /** Those that wait for a contact beyond their deadline at this instant. */
  readonly overdueAt?: Instant | undefined;
}

/** The place of a case in the feed. */
export interface CasePlace {
  readonly openedAt: Instant;
  readonly caseId: string;
}

/**
 * Cases, the newest first by when they were opened, so that a case keeps its place whatever becomes of it.
 *
 * @param limit at most this many
 * @param after only what follows this place
 */
export async function caseFeed(
  queries: Queries,
  { states, owner, team, severity, overdueAt }: CaseFilter,
  limit: number,
  after?: CasePlace,
): Promise<Case[]> {
  const parameters: unknown[] = [];
  const given = (value: unknown) => `$${parameters.push(value)}`;
  const conditions = [
    states && `state IN (${states.map(given).join(', ')})`,
    owner && `owner = ${given(owner)}`,
    team && `segment->>'team' = ${given(team)}`,
    severity && `severity = ${given(severity)}`,
    overdueAt === undefined ? undefined : `due_at <= ${given(overdueAt)} AND state IN ('open', 'acknowledged')`,
    after && `(opened_at, case_id) < (${given(after.openedAt)}, ${given(after.caseId)})`,
  ].filter((condition) => condition !== undefined);
  const rows = await queries.query<CaseRow & { readonly [column: string]: unknown }>(
    `SELECT case_id AS "caseId", ordinal FROM cases WHERE ${['true', ...conditions].join(' AND ')}
      ORDER BY opened_at DESC, case_id DESC LIMIT ${given(limit)}`,
    parameters,
  );
  return (await foldCases(queries, rows)).map(({ known }) => known);
}
