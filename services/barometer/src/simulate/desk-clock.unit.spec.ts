import { describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import { deskClock, startBehind } from './desk-clock.ts';
import { parseSpan } from './span.ts';

describe("the desk's clock", () => {
  it('begins as far behind as it takes to be level at the end, and never runs ahead', () => {
    const behind = startBehind({ speed: 60, length: 30_000, history: 24 * HOUR });
    expect(behind).toBe(30_000 * 59);
    const clock = deskClock(1_000_000_000, behind, 60);
    expect(clock(1_000_000_000)).toBe(1_000_000_000 - behind);
    expect(clock(1_000_010_000)).toBe(1_000_000_000 - behind + 600_000);
    expect(clock(1_000_030_000)).toBe(1_000_030_000);
    expect(clock(1_000_040_000)).toBe(1_000_040_000);
  });

  it('never begins before the history does, and not behind at all in real time', () => {
    expect(startBehind({ speed: 60, length: undefined, history: HOUR })).toBe(HOUR);
    expect(startBehind({ speed: 60, length: undefined, history: 24 * HOUR })).toBe(2 * HOUR);
    expect(startBehind({ speed: 1, length: 30_000, history: HOUR })).toBe(0);
  });
});

describe('spans', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['6h', 6 * HOUR],
    ['14d', 336 * HOUR],
    ['0s', 0],
  ])('read %s', (text, length) => {
    expect(parseSpan(text)).toBe(length);
  });

  it.each(['', '30', 's', '-1s', '1.5h', '1w', '1h30m'])('refuse "%s"', (text) => {
    expect(parseSpan(text)).toBeUndefined();
  });
});
