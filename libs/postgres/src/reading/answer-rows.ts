import { factCode } from '#core/facts';
import type { Span } from '#core/windows';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** An answer that stands, as the ledger knows it. */
export interface AnswerRow {
  readonly subject: string;
  readonly segment: number;
  readonly at: number;
  readonly scale: number;
  readonly score: number;
}

/** Where a page of the feed ended: the next one goes on behind it. */
export interface AnswerCursor {
  readonly at: number;
  readonly subject: string;
  readonly segment: number;
}

/**
 * The answers that a number is made of, newest first.
 *
 * @param wanted the measures of the answers that belong; `segments`: only these; `after`: the end of the page before
 */
export async function standingAnswers(
  queries: Queries,
  span: Span,
  wanted: {
    readonly measures: readonly (readonly number[])[];
    readonly segments: readonly number[];
    readonly after?: AnswerCursor | undefined;
    readonly limit: number;
  },
): Promise<AnswerRow[]> {
  const rows = await queries.query<{ subject: string; segment: number; at: number; measures: string }>(
    `SELECT subject, segment, at, measures FROM ledger
      WHERE fact = $1 AND at >= $2 AND at < $3
        AND segment = ANY ($4::integer[])
        AND measures = ANY ($5::text[])
        AND ($6::bigint IS NULL OR (at, subject, segment) < ($6, $7::text, $8::integer))
      GROUP BY subject, segment, at, measures HAVING sum(weight) > 0
      ORDER BY at DESC, subject DESC, segment DESC LIMIT $9`,
    [
      factCode('answered'),
      span.from,
      span.to,
      numberArray(wanted.segments),
      textArray(wanted.measures.map((measures) => measures.join(','))),
      wanted.after?.at ?? null,
      wanted.after?.subject ?? null,
      wanted.after?.segment ?? null,
      wanted.limit,
    ],
  );
  return rows.map(({ subject, segment, at, measures }) => {
    const [scale, score] = measures.split(',').map(Number) as [number, number];
    return { subject, segment, at, scale, score };
  });
}
