import { countEvidence, cusum } from '#core/statistics';
import { HOUR, type Instant, type Milliseconds } from '#core/time';
import type { VolumeRule } from '../rules/rule.ts';
import { spoken, type Verdict } from './verdict.ts';

const WEEK: Milliseconds = 7 * 24 * HOUR;

/** The lowest expected count. An hour in which nothing ever happened would make the first event infinitely surprising. */
const LEAST_EXPECTED = 0.25;

/** What the chart of one series remembers from hour to hour. */
export interface VolumeChart {
  /** The evidence that has added up, 0 or more. */
  readonly sum: number;
  /** Facts since it last began to rise, and how many were expected. */
  readonly seen: number;
  readonly expected: number;
}

export const NO_SPIKE: VolumeChart = { sum: 0, seen: 0, expected: 0 };

/**
 * How many facts an hour usually has: the mean of the same hour of the week and its two neighbours over the weeks before,
 * without the fullest of them once there are three, so that last week's spike does not hide this week's.
 *
 * @param countAt facts in the hour that begins at an instant; `undefined` before the first one is known
 * @returns `undefined` with less than two weeks of history
 */
export function hourOfWeekBaseline(
  hour: Instant,
  weeks: number,
  countAt: (hour: Instant) => number | undefined,
): number | undefined {
  const usual: number[] = [];
  for (let week = 1; week <= weeks; week += 1) {
    const counts = [-1, 0, 1].map((offset) => countAt(hour - week * WEEK + offset * HOUR));
    if (counts.some((count) => count === undefined)) break;
    usual.push(counts.reduce<number>((sum, count) => sum + (count as number), 0) / 3);
  }
  if (usual.length < 2) return undefined;
  const kept = usual.length < 3 ? usual : usual.sort((a, b) => a - b).slice(0, -1);
  return Math.max(LEAST_EXPECTED, kept.reduce((sum, count) => sum + count, 0) / kept.length);
}

/**
 * Takes in one more hour of a series: a likelihood-ratio CUSUM (see `countEvidence`) for a rise by `factor`. It fires when
 * the evidence is strong and enough facts lie above the baseline: three tickets instead of one are no spike. Evidence
 * beyond the threshold is not kept, or a great spike would take days to be forgotten; the alert ends when half of it is
 * used up.
 *
 * @param count facts in the hour; @param baseline `undefined` when there is none yet
 */
export function judgeVolume(
  rule: VolumeRule,
  chart: VolumeChart,
  count: number,
  baseline: number | undefined,
): { readonly chart: VolumeChart; readonly verdict: Verdict } {
  if (baseline === undefined) {
    return { chart: NO_SPIKE, verdict: { says: 'unknown', because: 'there are not yet two weeks to compare with' } };
  }
  const model = { mean: baseline, overdispersion: rule.overdispersion };
  const risen = cusum(chart.sum, countEvidence(count, model, rule.factor));
  const sum = Math.min(risen, rule.evidence);
  const next = sum === 0 ? NO_SPIKE : { sum, seen: chart.seen + count, expected: chart.expected + baseline };
  const because = `${next.seen} "${rule.fact}" where ${spoken(next.expected)} are usual at this time of the week`;
  const breach = sum >= rule.evidence && next.seen - next.expected >= rule.floor;
  const over = sum <= rule.evidence / 2;
  return { chart: next, verdict: { says: breach ? 'breach' : over ? 'clear' : 'between', because } };
}
