import { classOf, scaleOf, scaleOfCode, type ScaleId } from '#core/answers';
import { measure, type KpiDefinition } from '#core/kpis';
import type { Milliseconds } from '#core/time';
import { middleOf, type Cell, type DurationHistogram, type Span } from '#core/windows';
import type { BadEvents, BudgetRule, BurnTier } from '../rules/rule.ts';
import { spoken, type Verdict } from './verdict.ts';

/** What a window has used of an error budget. */
export interface Spent {
  readonly bad: number;
  readonly n: number;
}

/**
 * Whether an error budget burns too fast: multiwindow, multi-burn-rate alerts (Google, The Site Reliability Workbook,
 * chapter 5, "Alerting on SLOs"). A tier is met when both its windows burn at its factor: the long one says that it
 * matters, the short one that it still goes on. With few events one miss burns a month's budget, so a tier also wants a
 * least number of bad ones. The gravest tier speaks. The alert ends when every short window burns at less than half its
 * factor, or every long one at less than its own; a quiet night, with nothing in the short windows, ends nothing.
 *
 * @param spentIn what was spent in the window of a length that ends now
 */
export function judgeBudget(rule: BudgetRule, spentIn: (window: Milliseconds) => Spent): Verdict {
  const tiers = rule.tiers.map((tier) => ({ tier, ...burns(rule.budget, tier, spentIn) }));
  const met = tiers.find(({ long, short, bad }) => long && short && bad);
  if (met !== undefined) {
    const { tier } = met;
    const { bad, n } = spentIn(tier.long);
    const rate = spoken(burnRate(rule.budget, { bad, n }));
    const because = `${bad} of ${n} were bad, ${rate} times as fast as the budget of ${spoken(100 * rule.budget)} % allows`;
    return { says: 'breach', severity: tier.severity, because };
  }
  if (rule.tiers.every((tier) => spentIn(tier.long).n === 0)) return { says: 'unknown', because: 'nothing happened' };
  const burning = rule.tiers.some(({ factor, long, short }) => {
    const now = spentIn(short);
    const goesOn = now.n === 0 || burnRate(rule.budget, now) >= factor / 2;
    return burnRate(rule.budget, spentIn(long)) >= factor && goesOn;
  });
  return { says: burning ? 'between' : 'clear', because: 'the budget burns no faster than it may' };
}

/** How many times as fast as allowed a budget is used up; 0 when nothing happened. */
export function burnRate(budget: number, { bad, n }: Spent): number {
  return n === 0 ? 0 : bad / n / budget;
}

/** Counts a KPI's facts and the bad ones among them. @throws RangeError when the KPI has no such thing */
export function spentOf(kpi: KpiDefinition, bad: BadEvents, span: Span, cell: Cell): Spent {
  switch (bad.kind) {
    case 'misses': {
      const { parts } = measure(kpi, span, { current: cell });
      const n = parts['denominator'] ?? 0;
      return { n, bad: n - (parts['numerator'] ?? 0) };
    }
    case 'class':
      return classSpent(kpi, bad.class, cell);
    case 'slower-than': {
      if (kpi.formula.kind !== 'duration') throw new RangeError(`the KPI "${kpi.id}" has no durations`);
      const histogram = cell.duration(kpi.formula.of);
      return { n: histogram.n, bad: countAbove(histogram, bad.limit) };
    }
  }
}

function burns(budget: number, tier: BurnTier, spentIn: (window: Milliseconds) => Spent) {
  const long = spentIn(tier.long);
  return {
    long: burnRate(budget, long) >= tier.factor,
    short: burnRate(budget, spentIn(tier.short)) >= tier.factor,
    bad: long.bad >= tier.minBad,
  };
}

function classSpent(kpi: KpiDefinition, wanted: 'satisfied' | 'neutral' | 'dissatisfied', cell: Cell): Spent {
  const codes = (kpi.scales ?? []).map((id: ScaleId) => scaleOf(id).code);
  let n = 0;
  let bad = 0;
  for (const { values, count } of cell.combos()) {
    const [scale, score] = values as [number, number];
    if (!codes.includes(scale)) continue;
    n += count;
    if (classOf(scaleOfCode(scale), score) === wanted) bad += count;
  }
  return { n, bad };
}

function countAbove(histogram: DurationHistogram, limit: Milliseconds): number {
  const counts: [number, number][] =
    histogram.values === undefined
      ? [...histogram.buckets].map(([bucket, count]) => [middleOf(bucket), count])
      : [...histogram.values];
  return counts.reduce((sum, [value, count]) => (value > limit ? sum + count : sum), 0);
}
