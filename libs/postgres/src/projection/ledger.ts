import { factCode, type FactKind } from '#core/facts';
import { bigintArray, numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A row to be added to the ledger. */
export interface NewLedgerRow {
  readonly fact: FactKind;
  readonly segment: number;
  readonly at: number;
  readonly knownAt: number;
  readonly weight: number;
  readonly measures: readonly number[];
  readonly subject: string;
  /** The offset of the event that caused the row. */
  readonly cause: number;
}

/**
 * Appends rows to a stream's ledger, numbered without a gap from `firstSequence`. Only the holder of the stream's
 * progress row may call it. The months of `at` must be there (`MonthPartitions`).
 */
export async function appendToLedger(
  queries: Queries,
  stream: number,
  firstSequence: number,
  rows: readonly NewLedgerRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await queries.execute(
    `INSERT INTO ledger (stream, sequence, fact, segment, at, known_at, weight, measures, subject, cause)
     SELECT $1::integer, $2::bigint + ordinality - 1, fact, segment, at, known_at, weight, measures, subject, cause
       FROM unnest($3::smallint[], $4::integer[], $5::bigint[], $6::bigint[], $7::smallint[], $8::text[], $9::text[], $10::bigint[])
         WITH ORDINALITY AS t (fact, segment, at, known_at, weight, measures, subject, cause, ordinality)`,
    [
      stream,
      firstSequence,
      numberArray(rows.map((row) => factCode(row.fact))),
      numberArray(rows.map((row) => row.segment)),
      bigintArray(rows.map((row) => row.at)),
      bigintArray(rows.map((row) => row.knownAt)),
      numberArray(rows.map((row) => row.weight)),
      textArray(rows.map((row) => row.measures.join(','))),
      textArray(rows.map((row) => row.subject)),
      bigintArray(rows.map((row) => row.cause)),
    ],
  );
}
