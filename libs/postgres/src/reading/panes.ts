import { factCode, shapeOfCode, type FactKind } from '#core/facts';
import { PANE_CODE, readCell, writeCell, type Cell, type PaneLevel, type Span } from '#core/windows';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { boundOf, sumOf, type Positions, type StoredSum, type SummedFact } from './ledger-rows.ts';

/** Where a pane stands: a level and start, a kind of fact, a segment. */
export interface PaneKey {
  readonly level: PaneLevel;
  readonly start: number;
  readonly fact: FactKind;
  readonly segment: number;
}

/** Up to which sequence of each stream the panes are summed; a stream that is missing stands at 0. */
export async function panePositions(queries: Queries, options: { readonly lock?: boolean } = {}): Promise<Positions> {
  const rows = await queries.query<{ stream: number; next_sequence: number }>(
    `SELECT stream, next_sequence FROM pane_positions ORDER BY stream ${options.lock === true ? 'FOR UPDATE' : ''}`,
  );
  return new Map(rows.map((row) => [row.stream, row.next_sequence]));
}

/** The panes of a kind of fact that lie in a span, which must be aligned to the level. */
export async function panesIn(
  queries: Queries,
  fact: FactKind,
  level: PaneLevel,
  span: Span,
): Promise<{ readonly segment: number; readonly cell: Cell }[]> {
  const rows = await queries.query<{ segment: number; cell: string }>(
    'SELECT segment, cell FROM panes WHERE level = $1 AND start >= $2 AND start < $3 AND fact = $4',
    [PANE_CODE[level], boundOf(span.from), boundOf(span.to), factCode(fact)],
  );
  return rows.map((row) => ({ segment: row.segment, cell: readCell(fact, row.cell) }));
}

/**
 * The facts of a kind in some spans that the panes do not hold yet. Panes and ledger must be of one snapshot. Each stream
 * is a question of its own: of a join PostgreSQL cannot know how little lies behind the panes, and reads all that lies
 * in the spans.
 */
export async function factsBehindPanes(
  queries: Queries,
  fact: FactKind,
  spans: readonly Span[],
): Promise<SummedFact[]> {
  if (spans.length === 0) return [];
  const behind = await streamsBehindPanes(queries);
  if (behind.length === 0) return [];
  const rows = behind.map(
    (_, nr) =>
      `SELECT segment, measures, weight, at FROM ledger
        WHERE stream = $${2 * nr + 4} AND sequence >= $${2 * nr + 5} AND fact = $1`,
  );
  const sums = await queries.query<StoredSum>(
    `SELECT l.segment, l.measures, sum(l.weight)::integer AS weight
       FROM (${rows.join(' UNION ALL ')}) AS l
       JOIN unnest($2::bigint[], $3::bigint[]) AS w (lo, hi) ON l.at >= w.lo AND l.at < w.hi
      GROUP BY l.segment, l.measures HAVING sum(l.weight) <> 0`,
    [
      factCode(fact),
      numberArray(spans.map((span) => boundOf(span.from))),
      numberArray(spans.map((span) => boundOf(span.to))),
      ...behind.flatMap(({ stream, next }) => [stream, next]),
    ],
  );
  return sums.map(sumOf);
}

/** The streams of whose ledger the panes do not hold everything, and the first sequence that they lack. */
export async function streamsBehindPanes(queries: Queries): Promise<{ stream: number; next: number }[]> {
  return queries.query(
    `SELECT DISTINCT stream, coalesce(p.next_sequence, 0) AS next
       FROM progress LEFT JOIN pane_positions p USING (stream)
      WHERE progress.next_sequence > coalesce(p.next_sequence, 0)`,
  );
}

/** The stored panes of some keys. */
export async function loadPanes(queries: Queries, keys: readonly PaneKey[]): Promise<{ key: PaneKey; cell: Cell }[]> {
  const rows = await queries.query<{ level: number; start: number; fact: number; segment: number; cell: string }>(
    `SELECT level, start, fact, segment, cell FROM panes JOIN unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::integer[])
         AS k (level, start, fact, segment) USING (level, start, fact, segment)`,
    columnsOf(keys),
  );
  return rows.map(({ level, start, fact, segment, cell }) => {
    const { kind } = shapeOfCode(fact);
    const key: PaneKey = { level: level === PANE_CODE.hour ? 'hour' : 'day', start, fact: kind, segment };
    return { key, cell: readCell(kind, cell) };
  });
}

/** Writes panes; an empty one is removed. */
export async function savePanes(queries: Queries, panes: readonly { key: PaneKey; cell: Cell }[]): Promise<void> {
  const empty = panes.filter(({ cell }) => cell.isEmpty).map(({ key }) => key);
  const full = panes.filter(({ cell }) => !cell.isEmpty);
  if (empty.length > 0) {
    await queries.execute(
      `DELETE FROM panes USING unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::integer[]) AS k (level, start, fact, segment)
        WHERE panes.level = k.level AND panes.start = k.start AND panes.fact = k.fact AND panes.segment = k.segment`,
      columnsOf(empty),
    );
  }
  if (full.length === 0) return;
  await queries.execute(
    `INSERT INTO panes (level, start, fact, segment, cell)
     SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::integer[], $5::text[])
     ON CONFLICT (level, start, fact, segment) DO UPDATE SET cell = excluded.cell`,
    [...columnsOf(full.map(({ key }) => key)), textArray(full.map(({ cell }) => writeCell(cell)))],
  );
}

/** Notes how far the panes are summed now; `onlyNew` leaves streams alone that have a position. */
export async function savePanePositions(
  queries: Queries,
  positions: Positions,
  options: { readonly onlyNew?: boolean } = {},
): Promise<void> {
  await queries.execute(
    `INSERT INTO pane_positions (stream, next_sequence) SELECT * FROM unnest($1::integer[], $2::bigint[])
     ON CONFLICT (stream) ${options.onlyNew === true ? 'DO NOTHING' : 'DO UPDATE SET next_sequence = excluded.next_sequence'}`,
    [numberArray([...positions.keys()]), numberArray([...positions.values()])],
  );
}

function columnsOf(keys: readonly PaneKey[]): string[] {
  return [
    numberArray(keys.map((key) => PANE_CODE[key.level])),
    numberArray(keys.map((key) => key.start)),
    numberArray(keys.map((key) => factCode(key.fact))),
    numberArray(keys.map((key) => key.segment)),
  ];
}
