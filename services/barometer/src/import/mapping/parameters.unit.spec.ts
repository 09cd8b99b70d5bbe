import { describe, expect, it } from 'vitest';
import { resolveParameters } from './parameters.ts';

const declared = {
  year: { description: 'the year', pattern: '20\\d\\d' },
  zone: { description: 'the zone', default: 'UTC' },
  answeredAt: { description: 'the time', default: 'now' },
};
const STARTED = Date.parse('2026-11-20T10:15:00Z');
const resolve = (given: Record<string, string>) => resolveParameters(declared, new Map(Object.entries(given)), STARTED);

describe('parameters', () => {
  it('are what was given, else the default, where now is the start of the import', () => {
    const { values, problems } = resolve({ year: '2014' });
    expect(problems).toEqual([]);
    expect(Object.fromEntries(values)).toEqual({ year: '2014', zone: 'UTC', answeredAt: '2026-11-20T10:15:00.000Z' });
    expect(resolve({ year: '2014', zone: 'Europe/Paris' }).values.get('zone')).toBe('Europe/Paris');
  });

  it('say what is missing, not as it should be, or not known', () => {
    expect(resolve({}).problems).toMatchObject([
      { path: 'parameters.year', reason: expect.stringContaining('--set year=…') },
    ]);
    expect(resolve({ year: '14' }).problems).toMatchObject([{ reason: '"14" does not match 20\\d\\d (the year)' }]);
    expect(resolve({ year: '2014', day: '3' }).problems).toMatchObject([{ path: 'parameters.day' }]);
  });
});
