import type { Fact } from '#core/facts';
import type { Reading } from '#core/kpis';
import type { Segment } from '#core/segments';
import { parsePeriod } from '#core/time';
import { NAIVE_KPIS, type NaiveKpi } from '../../../../test/oracle/naive-kpi.ts';
import type { ExpectedFacts } from '../oracle/expected-facts.ts';

/** Percentiles of very many values are read from buckets, which are so exact. */
const BUCKET = 0.008;
const ROUNDING = 1e-9;

/** Readings as the oracle takes them: from the list of all facts, one by one. */
export interface OracleReadings {
  /** What is wrong with a reading of a window that ends at an instant; `undefined` when nothing is. */
  difference(reading: Reading, at: number): string | undefined;
}

/** @param knownBefore only what had become known before this instant */
export function oracleOf(expected: ExpectedFacts, knownBefore?: number): OracleReadings {
  const facts = expected.facts(knownBefore);
  const slices = new Map<string, readonly Fact[]>();
  const sliceOf = (segment: Segment): readonly Fact[] => {
    const pairs = Object.entries(segment);
    const name = JSON.stringify(pairs);
    const slice =
      slices.get(name) ??
      facts.filter(({ attributes }) =>
        pairs.every(([dimension, value]) => attributes[dimension as keyof Segment] === value),
      );
    slices.set(name, slice);
    return slice;
  };
  return {
    difference(reading, at) {
      const { kpi, window, segment } = reading;
      const span = { from: at - (parsePeriod(window) as number), to: at };
      const wanted = NAIVE_KPIS[kpi]?.(sliceOf(segment), span);
      return wanted === undefined ? 'the oracle does not know it' : differenceOf(reading, wanted);
    },
  };
}

function differenceOf({ value, n, parts, hiddenBelow }: Reading, wanted: NaiveKpi): string | undefined {
  if (n !== wanted.n) return `n is ${n} instead of ${wanted.n}`;
  // Too few to be shown: nothing more is said.
  if (hiddenBelow !== undefined) return value === null && n < hiddenBelow ? undefined : `it shows ${value} of ${n}`;
  if (!isNear(value, wanted.value, ROUNDING)) return `the value is ${value} instead of ${wanted.value}`;
  for (const part of ['p50', 'p90'] as const) {
    const want = wanted[part];
    if (want !== undefined && !isNear(parts[part] ?? null, want, BUCKET))
      return `${part} is ${parts[part]} instead of ${want}`;
  }
  return undefined;
}

function isNear(found: number | null, wanted: number | null, tolerance: number): boolean {
  if (found === null || wanted === null) return found === wanted;
  return Math.abs(found - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}
