import type { Milliseconds } from './instant.ts';

export const MINUTE: Milliseconds = 60_000;
export const HOUR: Milliseconds = 60 * MINUTE;
export const DAY: Milliseconds = 24 * HOUR;

const UNITS = { m: MINUTE, h: HOUR, d: DAY } as const;
const LONGEST: Milliseconds = 3660 * DAY;

/**
 * Reads a period such as `30m`, `24h` or `90d`.
 *
 * @returns its length, or `undefined` when the text is no period, is empty, or is longer than ten years.
 */
export function parsePeriod(text: string): Milliseconds | undefined {
  const match = /^([1-9]\d{0,6})([mhd])$/.exec(text);
  if (match === null) return undefined;
  const length = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return length <= LONGEST ? length : undefined;
}

/** Writes a period with the largest unit that fits it exactly: 86,400,000 is `1d`. */
export function formatPeriod(length: Milliseconds): string {
  if (length % DAY === 0) return `${length / DAY}d`;
  if (length % HOUR === 0) return `${length / HOUR}h`;
  return `${length / MINUTE}m`;
}
