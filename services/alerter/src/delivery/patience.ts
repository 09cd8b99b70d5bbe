import { DAY, MINUTE, type Instant, type Milliseconds } from '#core/time';

/** How long and how often a delivery is tried again. */
export interface Patience {
  /** About the wait after the first failure. */
  readonly first: Milliseconds;
  /** About the longest wait. */
  readonly longest: Milliseconds;
  /** A message that is older is given up; `Infinity` for never. */
  readonly giveUpAfter: Milliseconds;
}

/** Somebody who mends a receiver on Monday still gets Friday's alerts; older ones would page about what is long past. */
export const WEBHOOK_PATIENCE: Patience = { first: 1_000, longest: 15 * MINUTE, giveUpAfter: 3 * DAY };

/** The event log is our own: what it does not take now it must take later, or its readers would miss an alert for good. */
export const TOPIC_PATIENCE: Patience = { first: 500, longest: 30_000, giveUpAfter: Infinity };

/** A receiver that asks for more is tried again after a day: a wrong header must not silence alerts. */
const LONGEST_RETRY_AFTER = DAY;

/**
 * How long to wait after the `attempt`-th failure in a row: doubling, half of it by chance, so that messages which failed
 * together do not come back together. Never less than the receiver asks for.
 *
 * @param chance at least 0, below 1
 */
export function retryDelay(
  { first, longest }: Patience,
  attempt: number,
  chance: number,
  retryAfter: Milliseconds = 0,
): Milliseconds {
  const doubled = Math.min(longest, first * 2 ** Math.min(attempt - 1, 30));
  return Math.max(Math.round(doubled * (0.5 + chance / 2)), retryAfter);
}

/**
 * Reads the header `Retry-After`: seconds, or a date. Never more than a day.
 *
 * @returns `undefined` when there is none, or none that can be understood
 */
export function readRetryAfter(header: string | null, now: Instant): Milliseconds | undefined {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_RETRY_AFTER);
}
