import { tInterval, sampleVariance, wilson, type Interval } from '#core/statistics';

/** What a formula makes of the facts in a window. */
export interface Measured {
  /** In the definition's unit; `null` where there is nothing to measure. */
  readonly value: number | null;
  /** How many facts the value rests on. */
  readonly n: number;
  /** Numerator and denominator, or sum and percentiles: what the value is made of. */
  readonly parts: Readonly<Record<string, number | null>>;
  readonly interval: Interval | null;
  /**
   * On score KPIs: how often each score was given. A KPI that pools scales names the scale too (`csat-1-5:4`), because
   * a 4 of 5 and a 4 of 10 are not the same answer.
   */
  readonly distribution?: Readonly<Record<string, number>>;
}

/** A share of n as a percentage, with Wilson's interval. */
export function proportion(hits: number, n: number): Omit<Measured, 'parts'> {
  if (n === 0) return { value: null, n, interval: null };
  const interval = wilson(hits, n);
  return {
    value: (100 * hits) / n,
    n,
    interval: { ...interval, low: 100 * interval.low, high: 100 * interval.high },
  };
}

/** What a mean rests on: count, sum and sum of squares, all exact. */
export interface Moments {
  readonly n: number;
  readonly sum: bigint;
  readonly squares: bigint;
}

/** How a raw value is told in a definition's unit: `raw · times / per`. Two whole numbers, so that nothing is rounded early. */
export interface Conversion {
  readonly times: number;
  readonly per: number;
}

/**
 * A mean with its t interval.
 *
 * @param within what a mean can be, in raw values: a t interval knows nothing of a scale's ends, and what lies beyond
 * them cannot be
 */
export function meanOf(
  { n, sum, squares }: Moments,
  { times, per }: Conversion,
  within: { readonly low: number; readonly high: number },
): Omit<Measured, 'parts'> {
  if (n <= 0) return { value: null, n: 0, interval: null };
  const converted = (raw: number) => (times * raw) / per;
  const value = (times * Number(sum)) / (per * n);
  const interval = tInterval(Number(sum) / n, sampleVariance(n, sum, squares), n);
  if (interval === undefined) return { value, n, interval: null };
  const low = converted(Math.max(within.low, interval.low));
  const high = converted(Math.min(within.high, interval.high));
  return { value, n, interval: { ...interval, low, high } };
}
