import { spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import {
  METRIC_CATALOGUE,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type MetricEntry,
} from './catalogue.ts';
import { Metrics } from './metrics.ts';

/** A process' metrics, with a series in every metric of the catalogue. */
function fullMetrics(): Metrics {
  const metrics = new Metrics();
  for (const [name, { type, labels }] of Object.entries<MetricEntry>(METRIC_CATALOGUE)) {
    const values = Object.fromEntries(labels.map((label) => [label, 'a "quoted" value'])) as never;
    if (type === 'counter') metrics.counter(name as CounterName).add(values);
    else if (type === 'gauge') metrics.gauge(name as GaugeName).set(values, 1);
    else metrics.histogram(name as HistogramName).observe(values, 0.2);
  }
  metrics.addGauges(() => [
    {
      name: 'barometer_csat_ratio',
      help: 'Customer satisfaction.',
      samples: [{ labels: { window: '7d' }, value: 0.8 }],
    },
  ]);
  return metrics;
}

test('promtool finds nothing to complain about', async () => {
  const page = await text(fullMetrics().render());
  const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], {
    input: page,
    encoding: 'utf8',
  });
  expect(error, 'promtool is in the Debian package "prometheus"').toBeUndefined();
  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});
