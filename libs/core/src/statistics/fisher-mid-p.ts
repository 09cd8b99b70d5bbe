import { logGamma } from './log-gamma.ts';

/** Hits among n trials. */
export interface Hits {
  readonly hits: number;
  readonly n: number;
}

/**
 * How surprising it is that `a` has so few hits when `a` and `b` are equally likely to hit: Fisher's exact test, one-sided,
 * with the mid-P correction (H. O. Lancaster, 1961; recommended for small tables by S. Lydersen et al., Statistics in
 * Medicine 28, 2009). Fisher's own value is far too careful for a handful of answers.
 *
 * @returns a probability; 0.5 when neither side has said anything
 */
export function fisherMidP(a: Hits, b: Hits): number {
  const hits = a.hits + b.hits;
  const least = Math.max(0, hits - b.n);
  const total = logChoose(a.n + b.n, hits);
  const probability = (x: number) => Math.exp(logChoose(a.n, x) + logChoose(b.n, hits - x) - total);
  let sum = probability(a.hits) / 2;
  for (let x = a.hits - 1; x >= least; x -= 1) {
    const term = probability(x);
    sum += term;
    if (term < 1e-18) break;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
