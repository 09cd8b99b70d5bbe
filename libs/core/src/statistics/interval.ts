import { normalQuantile } from './normal.ts';

/** A confidence interval of a reading, in the reading's unit. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** The share of such intervals that hold the truth: 0.95 on readings, more on alerts. */
  readonly level: number;
  readonly method: 'wilson' | 'adjusted-wald' | 't';
}

export const LEVEL = 0.95;

/** The 97.5 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

const quantiles = new Map<number, number>([[LEVEL, Z_95]]);

/** How many standard errors an interval of that level reaches to either side, for a normal estimate. */
export function zOf(level: number): number {
  let z = quantiles.get(level);
  if (z === undefined) quantiles.set(level, (z = normalQuantile((1 + level) / 2)));
  return z;
}
