import { describe, expect, it } from 'vitest';
import { DAY, formatPeriod, HOUR, MINUTE, parsePeriod } from '#core/time';

describe('a period', () => {
  it.each([
    ['1m', MINUTE],
    ['90m', 90 * MINUTE],
    ['24h', DAY],
    ['7d', 7 * DAY],
    ['3660d', 3660 * DAY],
    ['5270400m', 3660 * DAY],
  ])('of %s is %d ms', (text, length) => {
    expect(parsePeriod(text)).toBe(length);
  });

  it.each([
    '',
    '0m',
    '07d',
    '7',
    'd',
    '-7d',
    '1.5h',
    '7w',
    '7D',
    ' 7d',
    '7d ',
    '3661d',
    '87841h',
    '5270401m',
    '99999999m',
  ])('is not read from "%s"', (text) => {
    expect(parsePeriod(text)).toBeUndefined();
  });

  it.each([
    [MINUTE, '1m'],
    [90 * MINUTE, '90m'],
    [HOUR, '1h'],
    [25 * HOUR, '25h'],
    [DAY, '1d'],
    [30 * DAY, '30d'],
  ])('of %d ms is written %s, in the largest unit that fits', (length, text) => {
    expect(formatPeriod(length)).toBe(text);
    expect(parsePeriod(text)).toBe(length);
  });
});
