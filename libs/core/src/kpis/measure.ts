import { classOf, scaleOf, scaleOfCode, type ScoreClass } from '#core/answers';
import { adjustedWald, sampleVariance, tInterval, wilson, type Interval } from '#core/statistics';
import { DAY } from '#core/time';
import type { Cell, DurationHistogram, Span } from '#core/windows';
import type { KpiDefinition, Pick } from './definition.ts';

/** What a formula makes of the facts in a window. */
export interface Measured {
  /** In the definition's unit; `null` where there is nothing to measure. */
  readonly value: number | null;
  /** How many facts the value rests on. */
  readonly n: number;
  /** Numerator and denominator, or sum and percentiles: what the value is made of. */
  readonly parts: Readonly<Record<string, number | null>>;
  readonly interval: Interval | null;
  /** On score KPIs: how often each score was given. */
  readonly distribution?: Readonly<Record<string, number>>;
}

/**
 * Measures a KPI on the facts of a window.
 *
 * @param cell the facts of the definition's kind; for a stock: everything that ever entered before the window's end
 * @param left for a stock: everything that left
 */
export function measure(kpi: KpiDefinition, span: Span, cell: Cell, left?: Cell): Measured {
  const { formula } = kpi;
  switch (formula.kind) {
    case 'net-score':
      return netScore(classesOf(kpi, cell));
    case 'class-share':
      return classShare(classesOf(kpi, cell), formula.class);
    case 'score-mean':
      return scoreMean(kpi, cell, formula.as);
    case 'share':
      return share(kpi, cell, formula.of, formula.among ?? {});
    case 'mean':
      return meanOf(kpi, cell, formula.of);
    case 'duration':
      return durationOf(cell.duration(formula.of));
    case 'count':
      return { value: cell.n, n: cell.n, parts: { count: cell.n }, interval: null };
    case 'per-day': {
      const days = (span.to - span.from) / DAY;
      return { value: cell.n / days, n: cell.n, parts: { count: cell.n, days }, interval: null };
    }
    case 'stock': {
      const stock = cell.n - (left?.n ?? 0);
      return { value: stock, n: stock, parts: { entered: cell.n, left: left?.n ?? 0 }, interval: null };
    }
  }
}

interface Classes extends Record<ScoreClass, number> {
  readonly n: number;
  readonly distribution: Readonly<Record<string, number>>;
}

function classesOf(kpi: KpiDefinition, cell: Cell): Classes {
  const counts = { satisfied: 0, neutral: 0, dissatisfied: 0 };
  const distribution: Record<string, number> = {};
  let n = 0;
  for (const { scale, score, count } of scoresOf(kpi, cell)) {
    counts[classOf(scaleOfCode(scale), score)] += count;
    distribution[score] = (distribution[score] ?? 0) + count;
    n += count;
  }
  return { ...counts, n, distribution };
}

function* scoresOf(kpi: KpiDefinition, cell: Cell): Generator<{ scale: number; score: number; count: number }> {
  const codes = new Set((kpi.scales ?? []).map((id) => scaleOf(id).code));
  const matches = matcher(cell, kpi.where ?? {});
  for (const { values, count } of cell.combos()) {
    const [scale, score] = values as [number, number];
    if (codes.has(scale) && matches(values)) yield { scale, score, count };
  }
}

function netScore({ satisfied, neutral, dissatisfied, n, distribution }: Classes): Measured {
  const parts = { promoters: satisfied, passives: neutral, detractors: dissatisfied };
  if (n === 0) return { value: null, n, parts, interval: null, distribution };
  const value = (100 * (satisfied - dissatisfied)) / n;
  return { value, n, parts, interval: adjustedWald(satisfied, dissatisfied, n), distribution };
}

function classShare(classes: Classes, wanted: ScoreClass): Measured {
  const { satisfied, neutral, dissatisfied, n, distribution } = classes;
  const parts = { satisfied, neutral, dissatisfied };
  return { ...proportion(classes[wanted], n), parts, distribution };
}

function scoreMean(kpi: KpiDefinition, cell: Cell, as: 'score' | 'percent'): Measured {
  const scale = scaleOf(kpi.scales?.[0] as Parameters<typeof scaleOf>[0]);
  const distribution: Record<string, number> = {};
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const { score, count } of scoresOf(kpi, cell)) {
    distribution[score] = (distribution[score] ?? 0) + count;
    n += count;
    sum += count * score;
    squares += count * score * score;
  }
  const unit = as === 'percent' ? 100 / scale.highest : 1;
  const within = { low: scale.lowest * unit, high: scale.highest * unit };
  return { ...meanFrom(n, sum, squares, unit, within), parts: { sum, highest: scale.highest }, distribution };
}

function share(kpi: KpiDefinition, cell: Cell, of: Pick, among: Pick): Measured {
  const counts = matcher(cell, kpi.where ?? {});
  const inBase = matcher(cell, among);
  const hit = matcher(cell, of);
  let numerator = 0;
  let denominator = 0;
  for (const { values, count } of cell.combos()) {
    if (!counts(values) || !inBase(values)) continue;
    denominator += count;
    if (hit(values)) numerator += count;
  }
  return { ...proportion(numerator, denominator), parts: { numerator, denominator } };
}

function proportion(hits: number, n: number): Omit<Measured, 'parts'> {
  if (n === 0) return { value: null, n, interval: null };
  const interval = wilson(hits, n);
  return {
    value: (100 * hits) / n,
    n,
    interval: { ...interval, low: 100 * interval.low, high: 100 * interval.high },
  };
}

function meanOf(kpi: KpiDefinition, cell: Cell, field: string): Measured {
  const index = cell.shape.fields.findIndex(({ name }) => name === field);
  const matches = matcher(cell, kpi.where ?? {});
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const { values, count } of cell.combos()) {
    if (!matches(values)) continue;
    const value = values[index] as number;
    n += count;
    sum += count * value;
    squares += count * value * value;
  }
  return { ...meanFrom(n, sum, squares, 1, { low: 0, high: Infinity }), parts: { sum } };
}

function meanFrom(
  n: number,
  sum: number,
  squares: number,
  unit: number,
  within: { low: number; high: number },
): Omit<Measured, 'parts'> {
  if (n === 0) return { value: null, n, interval: null };
  const mean = (unit * sum) / n;
  const variance = unit * unit * sampleVariance(n, BigInt(sum), BigInt(squares));
  return { value: mean, n, interval: clipped(tInterval(mean, variance, n), within) };
}

/** Milliseconds in, seconds out. */
function durationOf(histogram: DurationHistogram): Measured {
  const { n, sum, squares } = histogram;
  const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? null : milliseconds / 1000);
  if (n <= 0) return { value: null, n: 0, parts: { mean: null, p50: null, p90: null, sum: 0 }, interval: null };
  const mean = Number(sum) / n / 1000;
  const variance = sampleVariance(n, sum, squares) / 1e6;
  return {
    value: mean,
    n,
    parts: {
      mean,
      p50: seconds(histogram.quantile(0.5)),
      p90: seconds(histogram.quantile(0.9)),
      sum: Number(sum) / 1000,
    },
    interval: clipped(tInterval(mean, variance, n), { low: 0, high: Infinity }),
  };
}

/** A t interval knows nothing of a scale's ends; what lies beyond them cannot be. */
function clipped(interval: Interval | undefined, within: { low: number; high: number }): Interval | null {
  if (interval === undefined) return null;
  return { ...interval, low: Math.max(within.low, interval.low), high: Math.min(within.high, interval.high) };
}

/** @returns a test of a combination's values against a pick. */
function matcher(cell: Cell, pick: Pick): (values: readonly number[]) => boolean {
  const tests = Object.entries(pick).map(([name, wanted]) => ({
    index: cell.shape.fields.findIndex((field) => field.name === name),
    wanted,
  }));
  return (values) =>
    tests.every(({ index, wanted }) => {
      const value = values[index] as number;
      return 'atLeast' in wanted ? value >= wanted.atLeast : wanted.includes(value);
    });
}
