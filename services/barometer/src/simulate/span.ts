import { DAY, HOUR, MINUTE, type Milliseconds } from '#core/time';

const UNITS = { s: 1_000, m: MINUTE, h: HOUR, d: DAY } as const;

/**
 * Reads a span such as `30s`, `5m`, `6h` or `14d`.
 *
 * @returns `undefined` for anything else.
 */
export function parseSpan(text: string): Milliseconds | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}
