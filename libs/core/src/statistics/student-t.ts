import { LEVEL, Z_95, type Interval } from './interval.ts';

/**
 * t interval of a mean.
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
  if (freedom >= MANY) return expand(freedom);
  return (solved[freedom] ??= solve(freedom));
}

/** The normal quantile and its corrections in powers of 1/freedom (Abramowitz and Stegun, 26.7.5). */
function expand(freedom: number): number {
  const z = Z_95;
  const corrections = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return corrections.reduce((quantile, correction, i) => quantile + correction / freedom ** (i + 1), z);
}

/** Bisection on the distribution function, which rises strictly. */
function solve(freedom: number): number {
  let low = 1.9;
  let high = 13;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (cumulative(middle, freedom) < 0.975) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t > 0, by the regularised incomplete beta function. */
function cumulative(t: number, freedom: number): number {
  return 1 - incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
}

/** Regularised incomplete beta function by Lentz's continued fraction (Numerical Recipes, section 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return fraction;
}

/** Lanczos' approximation of ln Γ(x) for x > 0, good to 15 digits. */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  let series = 0.9999999999998099;
  terms.forEach((term, i) => {
    series += term / (y + i + 1);
  });
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(series);
}
