import { incompleteBeta } from './incomplete-beta.ts';
import { LEVEL, Z_95, type Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/**
 * t interval of a mean, at 95 %.
 *
 * @param variance of the sample (divided by n − 1), 0 or more
 * @returns `undefined` below two values: one value says nothing about its spread
 */
export function tInterval(mean: number, variance: number, n: number): Interval | undefined {
  if (n < 2) return undefined;
  const half = tQuantile975(n - 1) * Math.sqrt(variance / n);
  return { low: mean - half, high: mean + half, level: LEVEL, method: 't' };
}

/**
 * The sample variance from exact sums: (Σx² − (Σx)²/n) / (n − 1). The numerator is taken as one integer, so that large
 * values do not cancel each other to noise.
 */
export function sampleVariance(n: number, sum: bigint, squares: bigint): number {
  if (n < 2) return 0;
  return Number(BigInt(n) * squares - sum * sum) / (n * (n - 1));
}

/** From this many degrees of freedom on the expansion is as good as the solution, and a thousand times as fast. */
const MANY = 100;

const solved: number[] = [];

/** The 97.5 % point of Student's t distribution, to ten digits, for 1 or more degrees of freedom. */
export function tQuantile975(freedom: number): number {
  if (freedom >= MANY) return expand(freedom, Z_95);
  return (solved[freedom] ??= solve(freedom, 0.975));
}

/** The point that Student's t stays below with a probability of 0.5 to 0.99999, for 1 or more degrees of freedom. */
export function tQuantile(probability: number, freedom: number): number {
  return freedom >= MANY ? expand(freedom, normalQuantile(probability)) : solve(freedom, probability);
}

/** P(T > t) for Student's t with that many degrees of freedom (1 or more, not necessarily whole). */
export function tTail(t: number, freedom: number): number {
  return t < 0 ? cumulative(-t, freedom) : 1 - cumulative(t, freedom);
}

/** The normal quantile and its corrections in powers of 1/freedom (Abramowitz and Stegun, 26.7.5). */
function expand(freedom: number, z: number): number {
  const corrections = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return corrections.reduce((quantile, correction, i) => quantile + correction / freedom ** (i + 1), z);
}

/** Bisection on the distribution function, which rises strictly. */
function solve(freedom: number, probability: number): number {
  let low = 0;
  let high = 1;
  while (cumulative(high, freedom) < probability) high *= 2;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (cumulative(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t > 0, by the regularised incomplete beta function. */
function cumulative(t: number, freedom: number): number {
  return 1 - incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
}
