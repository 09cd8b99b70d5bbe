import { describe, expect, it } from 'vitest';
import {
  bandOf,
  findKpi,
  loadCatalogue,
  readingOf,
  sayingOf,
  type KpiDefinition,
  type Measured,
  type Reading,
} from '#core/kpis';
import type { Segment } from '#core/segments';
import { DAY } from '#core/time';
import { windowAt } from '#core/windows';

const catalogue = loadCatalogue();

function kpiOf(id: string): KpiDefinition {
  const kpi = findKpi(catalogue, id);
  if (kpi === undefined) throw new RangeError(`no KPI ${id}`);
  return kpi;
}

const span = windowAt(Date.parse('2026-11-20T12:00:00Z'), 30 * DAY);
const window = { name: '30d', span, watermark: Date.parse('2026-11-20T11:59:58.120Z') };
const interval = { low: -35, high: 12, level: 0.95, method: 'adjusted-wald' } as const;

function measured(value: number | null, n: number): Measured {
  return { value, n, parts: { promoters: n }, interval, distribution: { 9: n } };
}

function read(segment: Segment, current: Measured, previous: Measured = measured(4, 38)): Reading {
  return readingOf(kpiOf('nps'), window, segment, current, previous);
}

describe('a reading', () => {
  it('carries everything needed to judge it', () => {
    expect(read({ team: 'desk-1' }, measured(-12.5, 40))).toEqual({
      kpi: 'nps',
      version: 1,
      window: '30d',
      from: '2026-10-21T12:00:00.000Z',
      to: '2026-11-20T12:00:00.000Z',
      segment: { team: 'desk-1' },
      value: -12.5,
      unit: 'points',
      n: 40,
      parts: { promoters: 40 },
      distribution: { 9: 40 },
      interval,
      band: 'poor',
      previous: { value: 4, n: 38 },
      watermark: '2026-11-20T11:59:58.120Z',
    });
  });

  it('says when nothing has been read yet', () => {
    const unread = { ...window, watermark: undefined };
    expect(readingOf(kpiOf('nps'), unread, {}, measured(null, 0), measured(null, 0))).toMatchObject({
      value: null,
      n: 0,
      band: null,
      previous: { value: null, n: 0 },
      watermark: null,
    });
  });

  it('has no distribution where the KPI has none', () => {
    const { distribution: _, ...plain } = measured(3, 3);
    expect(read({}, plain)).not.toHaveProperty('distribution');
  });
});

describe('a small group', () => {
  const agent = { agent: 'a-4', team: 'desk-1' };

  it('shows how many, but no value nor anything that gives it away', () => {
    expect(read(agent, measured(-12.5, 4))).toEqual({
      kpi: 'nps',
      version: 1,
      window: '30d',
      from: '2026-10-21T12:00:00.000Z',
      to: '2026-11-20T12:00:00.000Z',
      segment: agent,
      value: null,
      unit: 'points',
      n: 4,
      parts: {},
      interval: null,
      band: null,
      previous: { value: null, n: 38 },
      hiddenBelow: 5,
      watermark: '2026-11-20T11:59:58.120Z',
    });
  });

  it('shows its value from the least number on', () => {
    const reading = read(agent, measured(-12.5, 5));
    expect(reading.value).toBe(-12.5);
    expect(reading).not.toHaveProperty('hiddenBelow');
  });

  it('does not show the window before when that was too small', () => {
    expect(read(agent, measured(-12.5, 40), measured(100, 4)).previous).toEqual({ value: null, n: 4 });
  });

  it('is empty rather than hidden without any samples', () => {
    expect(read(agent, measured(null, 0))).not.toHaveProperty('hiddenBelow');
  });

  it('is no matter of teams, nor of KPIs that hide nobody', () => {
    expect(read({ team: 'desk-1' }, measured(-12.5, 1)).value).toBe(-12.5);
    expect(readingOf(kpiOf('throughput'), window, agent, measured(3, 1), measured(3, 1)).value).toBe(3);
  });
});

describe('the band', () => {
  it.each([
    [100, 'excellent'],
    [50.000001, 'excellent'],
    [50, 'good'],
    [0.000001, 'good'],
    [0, 'poor'],
    [-100, 'poor'],
  ])('of an NPS of %d is %s', (value, band) => {
    expect(bandOf(kpiOf('nps').bands, value)).toBe(band);
  });

  it.each([
    [100, 'excellent'],
    [90, 'excellent'],
    [89.999999, 'good'],
    [70, 'good'],
    [69.999999, 'average'],
    [50, 'average'],
    [49.999999, 'poor'],
    [0, 'poor'],
  ])('of a CSAT of %d is %s', (value, band) => {
    expect(bandOf(kpiOf('csat').bands, value)).toBe(band);
  });

  it('does not exist without a value or without bands', () => {
    expect(bandOf(kpiOf('nps').bands, null)).toBeNull();
    expect(bandOf([], 3)).toBeNull();
  });
});

describe('what a reading says', () => {
  const reading = read({}, measured(-12.5, 40));

  it('is the same at another instant of the window and with another watermark', () => {
    const moved = { ...reading, from: '2026-10-22', to: '2026-11-21', watermark: null };
    expect(sayingOf(moved)).toBe(sayingOf(reading));
  });

  it.each([
    { value: -12.4 },
    { n: 41 },
    { parts: { promoters: 41 } },
    { distribution: { 10: 40 } },
    { interval: null },
    { band: 'good' },
    { previous: { value: 4, n: 39 } },
    { version: 2 },
    { hiddenBelow: 5 },
  ])('is another one with %j', (change) => {
    expect(sayingOf({ ...reading, ...change })).not.toBe(sayingOf(reading));
  });
});
