import type { RateRule } from '../rules/rule.ts';
import { intervalOf, valueOf, type Sample } from './sample.ts';
import { spoken, type Verdict } from './verdict.ts';

/**
 * Whether a KPI is on the wrong side of a threshold, beyond what chance explains: its whole interval is (Wilson's for a
 * share, adjusted Wald for a net score, t for a mean). For a share this is the test "at most c(n) hits of n", which no other
 * test of the same size beats (J. Neyman and E. Pearson, 1933); docs/alert-quality.md measures it over a year of looks.
 * The alert ends when the value itself is back: between the two an alert neither begins nor ends.
 *
 * @param sample of the rule's window
 */
export function judgeRate(rule: RateRule, sample: Sample): Verdict {
  const value = valueOf(sample);
  const interval = sample.n < rule.minSamples ? undefined : intervalOf(sample, rule.level);
  if (value === undefined || interval === undefined) {
    return { says: 'unknown', because: `${sample.n} samples are too few to judge` };
  }
  const { low, high } = interval;
  const level = `${spoken(100 * rule.level)} % interval ${spoken(low)} to ${spoken(high)}, n = ${sample.n}`;
  const because = `${rule.kpi} is ${spoken(value)} (${level}); the threshold is ${spoken(rule.threshold)}`;
  const isBelow = rule.side === 'below';
  if (isBelow ? high < rule.threshold : low > rule.threshold) return { says: 'breach', because };
  const isBack = isBelow ? value >= rule.resolveAt : value <= rule.resolveAt;
  return { says: isBack ? 'clear' : 'between', because };
}
