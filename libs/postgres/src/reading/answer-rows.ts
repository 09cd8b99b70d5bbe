import { factCode } from '#core/facts';
import type { Span } from '#core/windows';
import { numberArray } from '../arrays.ts';
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
 * @param wanted the (scale, score) pairs that belong; `segments`: only these; `after`: the end of the page before
 */
export async function standingAnswers(
  queries: Queries,
  span: Span,
  wanted: {
    readonly scores: readonly { readonly scale: number; readonly score: number }[];
    readonly segments: readonly number[];
    readonly mayRecommend?: number | undefined;
    readonly after?: AnswerCursor | undefined;
    readonly limit: number;
  },
): Promise<AnswerRow[]> {
  return queries.query(
    `SELECT subject, segment, at, measures[1]::integer AS scale, measures[2]::integer AS score FROM ledger
      WHERE fact = $1 AND at >= $2 AND at < $3
        AND segment = ANY ($4::integer[])
        AND (measures[1], measures[2]) IN (SELECT * FROM unnest($5::bigint[], $6::bigint[]))
        AND ($7::bigint IS NULL OR measures[3] = $7)
        AND ($8::bigint IS NULL OR (at, subject, segment) < ($8, $9::text, $10::integer))
      GROUP BY subject, segment, at, measures HAVING sum(weight) > 0
      ORDER BY at DESC, subject DESC, segment DESC LIMIT $11`,
    [
      factCode('answered'),
      span.from,
      span.to,
      numberArray(wanted.segments),
      numberArray(wanted.scores.map(({ scale }) => scale)),
      numberArray(wanted.scores.map(({ score }) => score)),
      wanted.mayRecommend ?? null,
      wanted.after?.at ?? null,
      wanted.after?.subject ?? null,
      wanted.after?.segment ?? null,
      wanted.limit,
    ],
  );
}
