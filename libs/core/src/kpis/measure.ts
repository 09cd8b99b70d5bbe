import { DAY, parsePeriod } from '#core/time';
import type { Cell, DurationHistogram, Span } from '#core/windows';
import type { KpiDefinition, ShareFormula } from './definition.ts';
import { meanOf, proportion, type Measured } from './measured.ts';
import { countOf, fieldIndex, picked } from './picking.ts';
import { classShare, netScore, scoreMean } from './score-measures.ts';

/** The facts that a KPI is measured from, summed up. */
export interface MeasuredCells {
  /** The definition's facts in the span; for a stock, everything that ever entered before the span's end. */
  readonly current: Cell;
  /** For a stock: everything that left before the span's end. */
  readonly left?: Cell;
  /** For a share that is provisional at first: the definition's facts in `provisionalSpan`. */
  readonly recent?: Cell;
}

/** Measures a KPI on the facts of a window. */
export function measure(kpi: KpiDefinition, span: Span, cells: MeasuredCells): Measured {
  const { formula } = kpi;
  const { current } = cells;
  switch (formula.kind) {
    case 'net-score':
      return netScore(kpi, current);
    case 'class-share':
      return classShare(kpi, current, formula.class);
    case 'score-mean':
      return scoreMean(kpi, current, formula.as);
    case 'share':
      return share(kpi, formula, span, cells);
    case 'mean':
      return fieldMean(kpi, current, formula.of);
    case 'duration':
      return durationOf(current.duration(formula.of));
    case 'count':
      return { value: current.n, n: current.n, parts: { count: current.n }, interval: null };
    case 'per-day': {
      const days = (span.to - span.from) / DAY;
      return { value: current.n / days, n: current.n, parts: { count: current.n, days }, interval: null };
    }
    case 'stock': {
      const left = cells.left?.n ?? 0;
      const stock = current.n - left;
      return { value: stock, n: stock, parts: { entered: current.n, left }, interval: null };
    }
  }
}

/**
 * The end of a span whose facts may still change their verdict: a ticket closed a day ago may reopen.
 *
 * @returns the last `provisionalFor` of the span, at most all of it; `undefined` for a KPI that is final at once
 */
export function provisionalSpan(kpi: KpiDefinition, span: Span): Span | undefined {
  const length = kpi.formula.kind === 'share' ? parsePeriod(kpi.formula.provisionalFor ?? '') : undefined;
  return length === undefined ? undefined : { from: Math.max(span.from, span.to - length), to: span.to };
}

function share(kpi: KpiDefinition, formula: ShareFormula, span: Span, cells: MeasuredCells): Measured {
  const cohort = [kpi.where ?? {}, formula.among ?? {}];
  const denominator = countOf(cells.current, ...cohort);
  const numerator = countOf(cells.current, ...cohort, formula.of);
  const measured = proportion(numerator, denominator);
  const provisional = provisionalSpan(kpi, span);
  if (provisional === undefined) return { ...measured, parts: { numerator, denominator } };
  const recent = cells.recent ?? (provisional.from === span.from ? cells.current : undefined);
  // Not known is not zero: a reader that did not look says so.
  const pending = recent === undefined ? null : countOf(recent, ...cohort);
  return { ...measured, parts: { numerator, denominator, provisional: pending } };
}

function fieldMean(kpi: KpiDefinition, cell: Cell, field: string): Measured {
  const index = fieldIndex(cell, field);
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const { values, count } of picked(cell, kpi.where ?? {})) {
    const value = values[index] as number;
    n += count;
    sum += count * value;
    squares += count * value * value;
  }
  const moments = { n, sum: BigInt(sum), squares: BigInt(squares) };
  return { ...meanOf(moments, { times: 1, per: 1 }, { low: 0, high: Infinity }), parts: { sum } };
}

/** Milliseconds in, seconds out. */
function durationOf(histogram: DurationHistogram): Measured {
  const mean = meanOf(histogram, { times: 1, per: 1000 }, { low: 0, high: Infinity });
  return {
    ...mean,
    parts: {
      mean: mean.value,
      p50: seconds(histogram.quantile(0.5)),
      p90: seconds(histogram.quantile(0.9)),
      sum: Number(histogram.sum) / 1000,
    },
  };
}

function seconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : milliseconds / 1000;
}
