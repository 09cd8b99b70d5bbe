/** A confidence interval of a reading, in the reading's unit. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** The share of such intervals that hold the truth: 0.95. */
  readonly level: number;
  readonly method: 'wilson' | 'adjusted-wald' | 't';
}

export const LEVEL = 0.95;

/** The 97.5 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;
