import type { Instant } from '#core/time';
import type { Queries } from '../database.ts';
import { foldCases, type CaseRow, type KnownCase } from './known-case.ts';

/**
 * Takes cases that the clock has something to change about, those that have waited longest first, and holds them until the
 * transaction ends. Cases that somebody else holds just now are left to him, or to the next time.
 */
export async function holdWakingCases(tx: Queries, now: Instant, limit: number): Promise<KnownCase[]> {
  const rows = await tx.query<CaseRow & { readonly [column: string]: unknown }>(
    `SELECT case_id AS "caseId", ordinal FROM cases WHERE wakes_at <= $1
      ORDER BY wakes_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  return foldCases(tx, rows);
}
