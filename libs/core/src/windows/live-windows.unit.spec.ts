import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, parseInstant } from '#core/time';
import { LiveWindows, type LiveRow } from './live-windows.ts';

const NOW = parseInstant('2026-11-20T12:00:00Z') as number;
const TEAM = { a: { team: 'a' }, b: { team: 'b' } };

function windows(): LiveWindows {
  return new LiveWindows([HOUR, 2 * HOUR], new Map([['opened', [['team']]]]), new Set(), NOW);
}

function opened(team: 'a' | 'b', ago: number, weight = 1): [LiveRow, { team: string }] {
  return [{ fact: 'opened', segment: team === 'a' ? 1 : 2, at: NOW - ago, measures: [], weight }, TEAM[team]];
}

function touchesOf(live: LiveWindows): Record<string, string> {
  return Object.fromEntries([...live.takeTouched()].map(([key, touch]) => [key.segment.team ?? '', touch]));
}

describe('what touched a slice', () => {
  // Found end to end: a correction in one team had every reading of that second called a correction.
  it('is told for each slice by itself', () => {
    const live = windows();
    live.add(...opened('a', MINUTE / 2));
    live.add(...opened('b', 10 * MINUTE));
    expect(touchesOf(live)).toEqual({ a: 'event', b: 'late' });
    live.add(...opened('b', 10 * MINUTE, -1));
    expect(touchesOf(live)).toEqual({ b: 'correction' });
  });

  it('is the most telling of several things', () => {
    const live = windows();
    live.add(...opened('a', 10 * MINUTE));
    live.add(...opened('a', 10 * MINUTE, -1));
    live.add(...opened('a', 1));
    expect(touchesOf(live)).toEqual({ a: 'correction' });
  });

  it('is the clock when a fact grows older than an edge', () => {
    const live = windows();
    const [row, attributes] = opened('a', 30 * MINUTE);
    live.add(row, attributes);
    live.takeTouched();
    const to = NOW + 31 * MINUTE;
    expect(live.crossings(to)[1]).toEqual({ edge: 1, from: NOW - HOUR, to: to - HOUR });
    live.cross(to, [{ edge: 1, row, attributes }]);
    expect(touchesOf(live)).toEqual({ a: 'clock' });
  });
});
