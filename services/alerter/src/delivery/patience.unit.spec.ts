import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '#core/time';
import { readRetryAfter, retryDelay, WEBHOOK_PATIENCE, type Patience } from './patience.ts';

const patience: Patience = { first: 1_000, longest: 60_000, giveUpAfter: DAY };
const NOW = Date.parse('2026-11-20T12:00:00.000Z');

describe('the wait before another attempt', () => {
  it('doubles up to the longest', () => {
    const waits = [1, 2, 3, 6, 7, 8, 1_000].map((attempt) => retryDelay(patience, attempt, 0.999_999_9));
    expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('lies by chance in its upper half', () => {
    expect(retryDelay(patience, 3, 0)).toBe(2_000);
    expect(retryDelay(patience, 3, 0.5)).toBe(3_000);
  });

  it('is never shorter than the receiver asks for', () => {
    expect(retryDelay(patience, 1, 0, 90_000)).toBe(90_000);
    expect(retryDelay(patience, 5, 0, 1)).toBe(8_000);
  });

  it('tries a receiver that is away for a weekend every quarter of an hour, and some 300 times in all', () => {
    let waited = 0;
    let attempts = 0;
    while (waited <= WEBHOOK_PATIENCE.giveUpAfter) waited += retryDelay(WEBHOOK_PATIENCE, (attempts += 1), 0.999);
    expect(retryDelay(WEBHOOK_PATIENCE, 99, 0.999_999_9)).toBe(15 * MINUTE);
    expect(attempts).toBeGreaterThan(280);
    expect(attempts).toBeLessThan(320);
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['999999999999', DAY],
    ['Sat, 20 Nov 2027 12:00:00 GMT', DAY],
    ['soon', undefined],
    ['-5x', undefined],
    [null, undefined],
  ])('%j asks for %j ms', (header, expected) => {
    expect(readRetryAfter(header, NOW)).toBe(expected);
  });
});
