export interface DelaySettings {
  /** The wait after the first failure, in milliseconds. */
  readonly first: number;
  /** The longest wait, in milliseconds. */
  readonly longest: number;
}

export const DEFAULT_DELAYS: DelaySettings = { first: 200, longest: 30_000 };

/** How long to wait after the `failures`-th failure in a row: doubling, up to the longest. */
export function growingDelay(failures: number, { first, longest }: DelaySettings): number {
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 30));
}
