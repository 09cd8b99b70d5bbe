import { describe, expect, test } from 'vitest';
import type { Reading } from '#core/kpis';
import { changeText, intervalText, valueText } from './reading-text.ts';

const reading = (unit: string, value: number | null, previous: number | null): Reading => ({
  kpi: 'k',
  version: 1,
  window: '7d',
  from: '',
  to: '',
  segment: {},
  value,
  unit,
  n: 1,
  parts: {},
  interval: null,
  band: null,
  previous: { value: previous, n: 1 },
  watermark: null,
});

describe('a reading in a table', () => {
  test.each([
    [null, 'points', '–'],
    [21.157, 'points', '+21.2'],
    [-3.04, 'points', '−3.0'],
    [0, 'points', '0.0'],
    [-0.04, 'points', '0.0'],
    [87.345, 'percent', '87.3 %'],
    [4.2149, 'score', '4.21'],
    [17, 'tickets', '17'],
    [0, 'seconds', '0 m 00 s'],
    [59.7, 'seconds', '1 m 00 s'],
    [3_599.4, 'seconds', '59 m 59 s'],
    [3_599.6, 'seconds', '1 h 00 m'],
    [86_399, 'seconds', '1 d 00 h'],
    [3_600, 'seconds', '1 h 00 m'],
    [7_500, 'seconds', '2 h 05 m'],
    [183_600, 'seconds', '2 d 03 h'],
  ])('shows %j %s as %j', (value, unit, expected) => {
    expect(valueText(value, unit)).toBe(expected);
  });

  test('shows how far it is from the window before', () => {
    expect(changeText(reading('points', 10, 12.5))).toBe('−2.5');
    expect(changeText(reading('tickets', 10, 7))).toBe('+3');
    expect(changeText(reading('tickets', 7, 7))).toBe('0');
    expect(changeText(reading('cases', 7, 9))).toBe('−2');
    expect(changeText(reading('seconds', 60, 90))).toBe('−0 m 30 s');
    expect(changeText(reading('points', null, 12.5))).toBe('');
    expect(changeText(reading('points', 12.5, null))).toBe('');
  });

  test('shows the interval in the unit of the value', () => {
    const interval = { low: 60, high: 7_500, level: 0.95, method: 't' } as const;
    expect(intervalText({ ...reading('seconds', 90, null), interval })).toBe('1 m 00 s … 2 h 05 m');
    expect(intervalText(reading('seconds', 90, null))).toBe('');
  });
});
