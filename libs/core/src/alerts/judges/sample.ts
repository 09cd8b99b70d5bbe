import type { KpiDefinition } from '#core/kpis';
import { adjustedWald, tQuantile, tQuantile975, wilson, type Interval } from '#core/statistics';

/** The numbers behind a KPI's value, as far as a judge needs them. */
export type Sample =
  | { readonly kind: 'share'; readonly hits: number; readonly n: number }
  | { readonly kind: 'net'; readonly promoters: number; readonly detractors: number; readonly n: number }
  | { readonly kind: 'mean'; readonly mean: number; readonly standardError: number | undefined; readonly n: number };

/** What a reading says of its value; a `Reading` and a `Measured` both do. */
export interface Told {
  readonly value: number | null;
  readonly n: number;
  readonly parts: Readonly<Record<string, number | null>>;
  readonly interval: Interval | null;
}

/** Whether a KPI's value is a share, a net score or a mean: only those have an interval that a judge could use. */
export function hasSample({ formula }: KpiDefinition): boolean {
  return formula.kind !== 'count' && formula.kind !== 'per-day' && formula.kind !== 'stock';
}

/** The sample behind a reading. @throws RangeError for a KPI that counts: it has no sample */
export function sampleOf({ id, formula }: KpiDefinition, { value, n, parts, interval }: Told): Sample {
  switch (formula.kind) {
    case 'net-score':
      return { kind: 'net', promoters: parts['promoters'] ?? 0, detractors: parts['detractors'] ?? 0, n };
    case 'class-share':
      return { kind: 'share', hits: parts[formula.class] ?? 0, n };
    case 'share':
      return { kind: 'share', hits: parts['numerator'] ?? 0, n };
    case 'score-mean':
    case 'mean':
    case 'duration':
      return { kind: 'mean', mean: value ?? 0, standardError: standardErrorOf(value, interval, n), n };
    case 'count':
    case 'per-day':
    case 'stock':
      throw new RangeError(`the KPI "${id}" counts: it has no sample to judge`);
  }
}

/** The value in the KPI's unit: percent for a share, points for a net score. `undefined` without a sample. */
export function valueOf(sample: Sample): number | undefined {
  if (sample.n === 0) return undefined;
  switch (sample.kind) {
    case 'share':
      return (100 * sample.hits) / sample.n;
    case 'net':
      return (100 * (sample.promoters - sample.detractors)) / sample.n;
    case 'mean':
      return sample.mean;
  }
}

/** The interval of that level, in the KPI's unit; `undefined` where too little is known. */
export function intervalOf(sample: Sample, level: number): Pick<Interval, 'low' | 'high'> | undefined {
  if (sample.n === 0) return undefined;
  switch (sample.kind) {
    case 'share': {
      const { low, high } = wilson(sample.hits, sample.n, level);
      return { low: 100 * low, high: 100 * high };
    }
    case 'net':
      return adjustedWald(sample.promoters, sample.detractors, sample.n, level);
    case 'mean': {
      if (sample.standardError === undefined) return undefined;
      const half = tQuantile((1 + level) / 2, sample.n - 1) * sample.standardError;
      return { low: sample.mean - half, high: sample.mean + half };
    }
  }
}

/**
 * The standard error that a 95 % t interval was made from. An interval is cut off at a scale's ends, so the wider side
 * tells.
 */
function standardErrorOf(value: number | null, interval: Interval | null, n: number): number | undefined {
  if (value === null || interval === null || n < 2) return undefined;
  return Math.max(interval.high - value, value - interval.low) / tQuantile975(n - 1);
}
