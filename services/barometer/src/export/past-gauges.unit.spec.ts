import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { findKpi, loadCatalogue, type KpiDefinition, type Reading } from '#core/kpis';
import { DAY, HOUR, formatInstant } from '#core/time';
import { renderFamilies } from '#libs/metrics';
import { pastGauges, seriesQuery, type PastReadings, type PastRequest } from './past-gauges.ts';

const catalogue = loadCatalogue();
const kpiOf = (id: string) => findKpi(catalogue, id) as KpiDefinition;
const FROM = Date.parse('2026-11-01T00:00:00Z');

const request = (changes: Partial<PastRequest>): PastRequest => ({
  from: FROM,
  to: FROM + 2 * HOUR,
  step: HOUR,
  kpis: [kpiOf('ticket-volume')],
  windows: ['24h'],
  breakdowns: false,
  labels: { job: 'barometer' },
  ...changes,
});

/** A reader that knows ten tickets more each hour, of the desk and of one team of every cut. */
const asked: Parameters<PastReadings>[0][] = [];
const readings: PastReadings = (question) => {
  asked.push(question);
  const { kpi, window, cut, from, to, step } = question;
  const instants = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
  return Promise.resolve(
    instants.map((at): Reading => {
      const value = (at - FROM) / HOUR;
      const segment = Object.fromEntries(cut.map((dimension) => [dimension, 'x']));
      const head = { kpi: kpi.id, version: 1, window, from: '', to: formatInstant(at), segment, unit: kpi.unit };
      const rest = { parts: {}, interval: null, band: null, previous: { value: null, n: 0 }, watermark: null };
      return { ...head, value, n: value, ...rest };
    }),
  );
};

async function exported(changes: Partial<PastRequest>): Promise<string[]> {
  asked.length = 0;
  const page = await text(renderFamilies(pastGauges(catalogue, request(changes), readings), 'openmetrics'));
  return page.split('\n').filter((line) => !line.startsWith('# HELP'));
}

describe('the past of a gauge', () => {
  it('has each series in the order of time, with what scraping would have added', async () => {
    expect(await exported({})).toEqual([
      '# TYPE barometer_ticket_volume_tickets gauge',
      'barometer_ticket_volume_tickets{job="barometer",window="24h"} 0 1793491200',
      'barometer_ticket_volume_tickets{job="barometer",window="24h"} 1 1793494800',
      'barometer_ticket_volume_tickets{job="barometer",window="24h"} 2 1793498400',
      '# TYPE barometer_ticket_volume_previous_tickets gauge',
      '# EOF',
      '',
    ]);
  });

  it('has the breakdowns of the catalogue when they are wanted', async () => {
    const lines = await exported({ breakdowns: true, to: FROM });
    expect(lines.filter((line) => line.startsWith('barometer_ticket_volume_tickets'))).toHaveLength(
      kpiOf('ticket-volume').cuts.length,
    );
    expect(seriesQuery(asked[1]!)).toMatchObject({ groupBy: kpiOf('ticket-volume').cuts[1]!.join(','), step: '60m' });
  });

  it('is asked for in pieces that a reader answers, each instant once', async () => {
    const lines = await exported({ to: FROM + 90 * DAY });
    expect(asked.map(({ from, to }) => (to - from) / HOUR)).toEqual([999, 999, 160]);
    const times = lines.filter((line) => line.includes('{')).map((line) => line.split(' ').at(-1));
    expect(times).toHaveLength(90 * 24 + 1);
    expect(new Set(times).size).toBe(times.length);
  });

  it('of a stock is asked for once, whatever the windows', async () => {
    await exported({ kpis: [kpiOf('backlog')], windows: ['24h', '7d'] });
    expect(asked).toHaveLength(1);
  });
});
