import type { FactKind } from '#core/facts';
import { Cell } from './cell.ts';
import { EXACT_UP_TO, type DurationHistogram } from './duration-histogram.ts';

interface StoredDuration {
  readonly n: number;
  readonly sum: string;
  readonly squares: string;
  readonly buckets?: readonly (readonly [number, number])[];
  readonly values?: readonly (readonly [number, number])[];
}

interface StoredCell {
  readonly n: number;
  readonly of?: Readonly<Record<string, number>>;
  readonly durations?: readonly StoredDuration[];
}

/** Writes a cell as JSON with sorted keys: equal cells are equal texts. */
export function writeCell(cell: Cell): string {
  const stored: { -readonly [K in keyof StoredCell]: StoredCell[K] } = { n: cell.n };
  if (cell.combinations.size > 0) stored.of = Object.fromEntries([...cell.combinations].sort(byKey));
  if (cell.durations.length > 0) stored.durations = cell.durations.map(writeDuration);
  return JSON.stringify(stored);
}

/** Reads what `writeCell` wrote. */
export function readCell(kind: FactKind, text: string): Cell {
  const stored = JSON.parse(text) as StoredCell;
  const cell = new Cell(kind);
  cell.n = stored.n;
  for (const [combination, count] of Object.entries(stored.of ?? {})) cell.combinations.set(combination, count);
  stored.durations?.forEach((duration, i) => readDuration(cell.durations[i] as DurationHistogram, duration));
  return cell;
}

/** The values stand for the buckets where they are few: what can be derived is not stored. */
function writeDuration(histogram: DurationHistogram): StoredDuration {
  const { n, sum, squares, buckets, values } = histogram;
  const totals = { n, sum: String(sum), squares: String(squares) };
  if (values !== undefined && n <= EXACT_UP_TO) return { ...totals, values: [...values].sort(byNumber) };
  return { ...totals, buckets: [...buckets].sort(byNumber) };
}

function readDuration(histogram: DurationHistogram, stored: StoredDuration): void {
  if (stored.values !== undefined) {
    for (const [value, count] of stored.values) histogram.add(value, count);
    return;
  }
  histogram.n = stored.n;
  histogram.sum = BigInt(stored.sum);
  histogram.squares = BigInt(stored.squares);
  for (const [bucket, count] of stored.buckets ?? []) histogram.buckets.set(bucket, count);
  histogram.values = undefined;
}

function byKey(a: readonly [string, number], b: readonly [string, number]): number {
  return a[0] < b[0] ? -1 : 1;
}

function byNumber(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0];
}
