import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '#core/time';
import { contains, coverOf, paneStart, windowAt } from '#core/windows';

const midnight = Date.parse('2026-11-20T00:00:00Z');

describe('a window', () => {
  it('holds its beginning and not its end', () => {
    const window = windowAt(midnight, HOUR);
    expect(contains(window, midnight - HOUR)).toBe(true);
    expect(contains(window, midnight - HOUR - 1)).toBe(false);
    expect(contains(window, midnight - 1)).toBe(true);
    expect(contains(window, midnight)).toBe(false);
  });
});

describe('a pane', () => {
  it('begins at a whole hour or day, before 1970 too', () => {
    expect(paneStart('hour', midnight + HOUR - 1)).toBe(midnight);
    expect(paneStart('day', midnight)).toBe(midnight);
    expect(paneStart('day', -1)).toBe(-DAY);
  });
});

describe('the cover of a span', () => {
  it('is days, hours beside them and the two edges', () => {
    const from = midnight - 2 * DAY - 90 * MINUTE;
    const to = midnight + 3 * HOUR + 1;
    expect(coverOf({ from, to })).toEqual({
      days: [{ from: midnight - 2 * DAY, to: midnight }],
      hours: [
        { from: midnight - 2 * DAY - HOUR, to: midnight - 2 * DAY },
        { from: midnight, to: midnight + 3 * HOUR },
      ],
      edges: [
        { from, to: midnight - 2 * DAY - HOUR },
        { from: midnight + 3 * HOUR, to },
      ],
    });
  });

  it('is days alone for a span of whole days', () => {
    const span = { from: midnight - 7 * DAY, to: midnight };
    expect(coverOf(span)).toEqual({ days: [span], hours: [], edges: [] });
  });

  it('is hours alone when no whole day lies in it', () => {
    const span = { from: midnight - 23 * HOUR, to: midnight + 23 * HOUR };
    expect(coverOf(span)).toEqual({ days: [], hours: [span], edges: [] });
  });

  it('is one edge when no whole hour lies in it', () => {
    const span = { from: midnight - 59 * MINUTE, to: midnight + 59 * MINUTE };
    expect(coverOf(span)).toEqual({ days: [], hours: [], edges: [span] });
  });

  it('of everything before an instant is days without a beginning', () => {
    expect(coverOf({ from: -Infinity, to: midnight + HOUR + 1 })).toEqual({
      days: [{ from: -Infinity, to: midnight }],
      hours: [{ from: midnight, to: midnight + HOUR }],
      edges: [{ from: midnight + HOUR, to: midnight + HOUR + 1 }],
    });
  });

  it('of an empty span is nothing', () => {
    expect(coverOf({ from: midnight, to: midnight })).toEqual({ days: [], hours: [], edges: [] });
    expect(coverOf({ from: midnight + 1, to: midnight + 1 })).toEqual({ days: [], hours: [], edges: [] });
  });
});
