import { describe, expect, it } from 'vitest';
import { findKpi, loadCatalogue, type KpiDefinition, type Reading } from '#core/kpis';
import { kpiGauges } from './kpi-gauges.ts';

const catalogue = loadCatalogue();
const kpiOf = (id: string) => findKpi(catalogue, id) as KpiDefinition;

function reading(kpi: string, changes: Partial<Reading>): Reading {
  return {
    kpi,
    version: 1,
    window: '7d',
    from: '2026-11-13T12:00:00.000Z',
    to: '2026-11-20T12:00:00.000Z',
    segment: {},
    value: 80,
    unit: kpiOf(kpi).unit,
    n: 40,
    parts: {},
    interval: { low: 65, high: 90, level: 0.95, method: 'wilson' },
    band: null,
    previous: { value: 75, n: 30 },
    watermark: null,
    ...changes,
  };
}

/** Every row as `name{labels} value`, the labels in the order of their names. */
function rowsOf(kpi: string, ...readings: readonly Reading[]): string[] {
  return kpiGauges({ ...catalogue, kpis: [kpiOf(kpi)] }, readings).flatMap(({ name, samples }) =>
    [...samples].map(({ labels, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
      return `${name}{${pairs.sort().join(' ')}} ${value}`;
    }),
  );
}

describe('the gauges of a KPI', () => {
  it('are its value, the window before, its interval and its samples, as ratios', () => {
    expect(rowsOf('csat', reading('csat', {}))).toEqual([
      'barometer_csat_ratio{window=7d} 0.8',
      'barometer_csat_previous_ratio{window=7d} 0.75',
      'barometer_csat_interval_ratio{bound=low window=7d} 0.65',
      'barometer_csat_interval_ratio{bound=high window=7d} 0.9',
      'barometer_csat_samples{window=7d} 40',
    ]);
  });

  it('leave out what is unknown, and never say zero for it', () => {
    const empty = { value: null, n: 0, interval: null, previous: { value: null, n: 0 } };
    expect(rowsOf('csat', reading('csat', empty))).toEqual(['barometer_csat_samples{window=7d} 0']);
  });

  it('name a breakdown by labels that no scrape configuration uses', () => {
    const segment = { service: 'mail', segment: 'enterprise', journeyStage: 'support' };
    expect(rowsOf('csat', reading('csat', { segment }))).toContain(
      'barometer_csat_ratio{account_segment=enterprise desk=mail journey_stage=support window=7d} 0.8',
    );
  });

  it('have mean and quantiles of a duration, in seconds', () => {
    const parts = { mean: 90, p50: 60, p90: null, sum: 3600 };
    expect(rowsOf('resolution-time', reading('resolution-time', { value: 90, parts }))).toEqual([
      'barometer_resolution_time_seconds{stat=mean window=7d} 90',
      'barometer_resolution_time_seconds{stat=p50 window=7d} 60',
      'barometer_resolution_time_previous_seconds{window=7d} 75',
      'barometer_resolution_time_interval_seconds{bound=low window=7d} 65',
      'barometer_resolution_time_interval_seconds{bound=high window=7d} 90',
      'barometer_resolution_time_samples{window=7d} 40',
    ]);
  });

  it('say a stock once, whatever the window', () => {
    const stock = { value: 315, n: 315, interval: null };
    expect(
      rowsOf('backlog', reading('backlog', { ...stock, window: '1h' }), reading('backlog', { ...stock, window: '7d' })),
    ).toEqual(['barometer_backlog_tickets{} 315']);
  });

  it('have names that are all different', () => {
    const names = kpiGauges(catalogue, []).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
