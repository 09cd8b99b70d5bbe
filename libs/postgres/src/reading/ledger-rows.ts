import { shapeOfCode, type FactKind } from '#core/facts';
import type { Span } from '#core/windows';
import { numberArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A row of the ledger as readers need it. */
export interface LedgerRow {
  readonly sequence: number;
  readonly fact: FactKind;
  readonly segment: number;
  readonly at: number;
  readonly weight: number;
  readonly measures: readonly number[];
}

/** For each stream the sequence that a reader wants next. */
export type Positions = ReadonlyMap<number, number>;

interface StoredRow {
  sequence: number;
  fact: number;
  segment: number;
  at: number;
  weight: number;
  measures: string;
}

/** Where the ledger of each stream ends as of this snapshot, and up to which instant it is complete. */
export async function ledgerEnds(
  queries: Queries,
  projection: string,
): Promise<{ readonly positions: Positions; readonly watermark: number | undefined }> {
  const rows = await queries.query<{ stream: number; next_sequence: number; complete_until: number }>(
    'SELECT stream, next_sequence, complete_until FROM progress WHERE projection = $1',
    [projection],
  );
  return {
    positions: new Map(rows.map((row) => [row.stream, row.next_sequence])),
    watermark: rows.length === 0 ? undefined : Math.min(...rows.map((row) => row.complete_until)),
  };
}

/** The next rows of a stream's ledger in order. Rows are numbered without a gap in commit order: none can be missed. */
export async function ledgerTail(queries: Queries, stream: number, next: number, limit: number): Promise<LedgerRow[]> {
  const rows = await queries.query<StoredRow>(
    `SELECT sequence, fact, segment, at, weight, measures FROM ledger
      WHERE stream = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3`,
    [stream, next, limit],
  );
  return rows.map(rowOf);
}

/**
 * The rows before `positions` whose event time lies in one of the spans, with the index of that span. Readers ask this
 * once a second, so each span is a question of its own: of a join PostgreSQL cannot know that next to nothing lies in
 * them, and reads the whole ledger.
 */
export async function ledgerCrossings(
  queries: Queries,
  spans: readonly Span[],
  positions: Positions,
): Promise<{ readonly span: number; readonly row: LedgerRow }[]> {
  if (spans.length === 0) return [];
  const crossing = spans.map(
    (_, span) =>
      `SELECT ${span} AS span, stream, sequence, fact, segment, at, weight, measures FROM ledger
        WHERE at >= $${2 * span + 3} AND at < $${2 * span + 4}`,
  );
  const rows = await queries.query<StoredRow & { span: number }>(
    `SELECT c.* FROM (${crossing.join(' UNION ALL ')}) AS c
       JOIN unnest($1::integer[], $2::bigint[]) AS p (stream, next) ON p.stream = c.stream AND c.sequence < p.next`,
    [
      numberArray([...positions.keys()]),
      numberArray([...positions.values()]),
      ...spans.flatMap(({ from, to }) => [boundOf(from), boundOf(to)]),
    ],
  );
  return rows.map((row) => ({ span: row.span, row: rowOf(row) }));
}

/** Facts summed over a span: how often each combination of measures stands in each segment. */
export interface SummedFact {
  readonly segment: number;
  readonly measures: readonly number[];
  readonly weight: number;
}

/**
 * The facts of a kind in a span, read from the ledger alone.
 *
 * @param options `knownBefore`: only what was known before that instant; `segments`: only these; `upTo`: only rows before
 *   these positions
 */
export async function ledgerFacts(
  queries: Queries,
  fact: number,
  span: Span,
  options: {
    readonly knownBefore?: number | undefined;
    readonly segments?: readonly number[] | undefined;
    readonly upTo?: Positions | undefined;
  } = {},
): Promise<SummedFact[]> {
  const { knownBefore, segments, upTo } = options;
  const rows = await queries.query<StoredSum>(
    `SELECT segment, measures, sum(weight)::integer AS weight FROM ledger
      WHERE fact = $1 AND at >= $2 AND at < $3
        AND ($4::bigint IS NULL OR known_at < $4)
        AND ($5::integer[] IS NULL OR segment = ANY ($5))
        AND ($6::integer[] IS NULL
             OR sequence < (SELECT next FROM unnest($6, $7::bigint[]) AS p (stream, next) WHERE p.stream = ledger.stream))
      GROUP BY segment, measures HAVING sum(weight) <> 0`,
    [
      fact,
      boundOf(span.from),
      boundOf(span.to),
      knownBefore ?? null,
      segments === undefined ? null : numberArray(segments),
      upTo === undefined ? null : numberArray([...upTo.keys()]),
      upTo === undefined ? null : numberArray([...upTo.values()]),
    ],
  );
  return rows.map(sumOf);
}

/** A sum as PostgreSQL gives it. */
export interface StoredSum {
  segment: number;
  measures: string;
  weight: number;
}

export function sumOf({ segment, measures, weight }: StoredSum): SummedFact {
  return { segment, weight, measures: measuresOf(measures) };
}

function measuresOf(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

/** A stock's span has no beginning; PostgreSQL's integers have no infinity. */
export function boundOf(instant: number): number {
  return Math.max(-(2 ** 52), Math.min(2 ** 52, instant));
}

export function rowOf(row: StoredRow): LedgerRow {
  const { sequence, segment, at, weight } = row;
  const measures = measuresOf(row.measures);
  return { sequence, segment, at, weight, measures, fact: shapeOfCode(row.fact).kind };
}
