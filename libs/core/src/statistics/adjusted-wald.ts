import { LEVEL, zOf, type Interval } from './interval.ts';

/**
 * Adjusted Wald interval of a net promoter score (B. Rocks, The American Statistician 2016): three pseudo-answers, three
 * quarters of one a promoter and three quarters of one a detractor; variance (p + d) − (p − d)². With a handful of equal
 * answers the pseudo-answers pull the interval off the score itself; it is then widened to hold it.
 *
 * @param level the share of such intervals that hold the truth, below 1
 * @returns bounds in points, between −100 and 100
 */
export function adjustedWald(promoters: number, detractors: number, n: number, level: number = LEVEL): Interval {
  const size = n + 3;
  const p = (promoters + 0.75) / size;
  const d = (detractors + 0.75) / size;
  const score = (promoters - detractors) / n;
  const half = zOf(level) * Math.sqrt((p + d - (p - d) ** 2) / size);
  return {
    low: 100 * Math.max(-1, Math.min(score, p - d - half)),
    high: 100 * Math.min(1, Math.max(score, p - d + half)),
    level,
    method: 'adjusted-wald',
  };
}
