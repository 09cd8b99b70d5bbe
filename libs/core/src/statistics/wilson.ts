import { LEVEL, zOf, type Interval } from './interval.ts';

/**
 * Wilson's score interval of a proportion (E. B. Wilson 1927; Brown, Cai and DasGupta 2001 recommend it for small n).
 *
 * @param hits 0..n; @param n 1 or more; @param level the share of such intervals that hold the truth, below 1
 * @returns bounds between 0 and 1
 */
export function wilson(hits: number, n: number, level: number = LEVEL): Interval {
  const share = hits / n;
  const z = zOf(level);
  const z2 = z * z;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return {
    // At the ends the formula gives the end itself; rounding must not push it past.
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === n ? 1 : Math.min(1, centre + half),
    level,
    method: 'wilson',
  };
}
