import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { METRIC_CATALOGUE, type MetricEntry } from './catalogue.ts';
import { chooseFormat, type ExpositionFormat } from './exposition.ts';
import type { GaugeFamily } from './families.ts';
import { Metrics } from './metrics.ts';

async function page(metrics: Metrics, format?: ExpositionFormat): Promise<string> {
  return text(metrics.render(format));
}

const onlyOwn = () => new Metrics({ process: false });
const lines = (told: string, start: string) => told.split('\n').filter((line) => line.startsWith(start));

describe('metrics', () => {
  test('count, hold and spread by the names of the catalogue', async () => {
    const metrics = onlyOwn();
    metrics.counter('barometer_events_total').add({ topic: 'ticket-state', outcome: 'applied' }, 3);
    metrics.counter('barometer_events_total').add({ topic: 'ticket-state', outcome: 'applied' });
    metrics.gauge('barometer_consumer_lag_records').set({ topic: 'ticket-state', partition: '2' }, 17);
    metrics.histogram('barometer_batch_seconds').observe({ topic: 'ticket-state' }, 0.03);
    const told = await page(metrics);
    expect(told).toContain(
      '# TYPE barometer_events_total counter\nbarometer_events_total{topic="ticket-state",outcome="applied"} 4\n',
    );
    expect(told).toContain('barometer_consumer_lag_records{topic="ticket-state",partition="2"} 17\n');
    expect(lines(told, 'barometer_batch_seconds')).toEqual(
      expect.arrayContaining([
        'barometer_batch_seconds_bucket{le="0.025",topic="ticket-state"} 0',
        'barometer_batch_seconds_bucket{le="0.05",topic="ticket-state"} 1',
        'barometer_batch_seconds_bucket{le="+Inf",topic="ticket-state"} 1',
        'barometer_batch_seconds_sum{topic="ticket-state"} 0.03',
        'barometer_batch_seconds_count{topic="ticket-state"} 1',
      ]),
    );
  });

  test('of two processes in one do not mix', async () => {
    const [one, other] = [onlyOwn(), onlyOwn()];
    one.counter('barometer_tickets_total').add({ fact: 'opened' });
    expect(lines(await page(other), 'barometer_tickets_total')).toEqual([]);
  });

  test('forget a removed series', async () => {
    const metrics = onlyOwn();
    const lag = metrics.gauge('barometer_consumer_lag_records');
    lag.set({ topic: 'ticket-state', partition: '2' }, 17);
    lag.remove({ topic: 'ticket-state', partition: '2' });
    expect(lines(await page(metrics), 'barometer_consumer_lag_records')).toEqual([]);
  });

  test('ask the KPI gauges anew at each scrape, so that a segment that ends is gone', async () => {
    const metrics = onlyOwn();
    const samples = [
      { labels: { team: 'desk-1', window: '7d' }, value: 12.5 },
      { labels: { team: 'desk-2', window: '7d' }, value: -3 },
    ];
    metrics.addGauges((): GaugeFamily[] => [{ name: 'barometer_nps_points', help: 'NPS.', samples }]);
    expect(lines(await page(metrics), 'barometer_nps_points')).toHaveLength(2);
    samples.pop();
    expect(lines(await page(metrics), 'barometer_nps_points')).toEqual([
      'barometer_nps_points{team="desk-1",window="7d"} 12.5',
    ]);
  });

  test('write whatever a label, a help text or a value holds', async () => {
    const metrics = onlyOwn();
    metrics.addGauges(async () => [
      {
        name: 'barometer_odd',
        help: 'A "quote", a \\ and\na line.',
        samples: [
          { labels: { text: 'a "quote", a \\ and\na line' }, value: Infinity },
          { labels: {}, value: -Infinity },
          { labels: { empty: '' }, value: NaN },
        ],
      },
    ]);
    expect(
      lines(await page(metrics), 'barometer_odd').concat(lines(await page(metrics), '# HELP barometer_odd')),
    ).toEqual([
      'barometer_odd{text="a \\"quote\\", a \\\\ and\\na line"} +Inf',
      'barometer_odd -Inf',
      'barometer_odd{empty=""} NaN',
      '# HELP barometer_odd A "quote", a \\\\ and\\na line.',
    ]);
  });

  test('speak OpenMetrics to who asks for it', async () => {
    const metrics = onlyOwn();
    metrics.counter('barometer_tickets_total').add({ fact: 'opened' });
    metrics.histogram('barometer_batch_seconds').observe({ topic: 't' }, 3);
    const told = await page(metrics, 'openmetrics');
    expect(told).toContain('# TYPE barometer_tickets counter\nbarometer_tickets_total{fact="opened"} 1\n');
    expect(told).toContain('barometer_batch_seconds_bucket{le="5.0",topic="t"} 1\n');
    expect(told.endsWith('# EOF\n')).toBe(true);
    expect(told.split('\n').filter((line) => line === '')).toEqual(['']);

    expect(chooseFormat('application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5')).toBe(
      'openmetrics',
    );
    expect(chooseFormat('text/html,*/*')).toBe('text');
    expect(chooseFormat(undefined)).toBe('text');
  });

  test('give way to other work while a large page is written', async () => {
    const metrics = onlyOwn();
    const samples = Array.from({ length: 20_000 }, (_, team) => ({ labels: { team: `t${team}` }, value: team }));
    metrics.addGauges(() => [{ name: 'barometer_large', help: 'Large.', samples }]);
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    const pieces = (await Readable.from(metrics.render()).toArray()) as string[];
    clearInterval(other);
    expect(pieces.length).toBeGreaterThan(5);
    expect(turns).toBeGreaterThan(2);
    expect(lines(pieces.join(''), 'barometer_large{')).toHaveLength(20_000);
  });
});

describe('the catalogue of metrics', () => {
  const entries = Object.entries<MetricEntry>(METRIC_CATALOGUE);

  test.each(entries)('%s keeps to the conventions of Prometheus', (name, { type, labels, help, unit }) => {
    expect(name).toMatch(/^barometer_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    if (type !== 'counter') expect(name.replace(/_pending$/, `_${unit}`).endsWith(`_${unit}`)).toBe(true);
    for (const label of labels) {
      // Names that scrape configurations put on targets, and `type`, which every backend has its own use for.
      expect([
        'service',
        'customer',
        'owner',
        'env',
        'environment',
        'type',
        'region',
        'zone',
        'job',
        'instance',
        'le',
      ]).not.toContain(label);
    }
    expect(help).toMatch(/^[A-Z].*\.$/s);
  });
});
