import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '#core/kpis';
import { METRIC_CATALOGUE, type MetricEntry } from '#libs/metrics';
import { kpiGauges } from '#services/reader';
import { readPage } from '../documents/markdown-page.ts';
import { textOf } from '../documents/repository-pages.ts';
import { ALERTS, RECORDED, expectationsOf } from './rule-files.ts';

/** One that always fires cannot be seen not to. */
const ALWAYS = 'BarometerWatchdog';

describe('the alert', () => {
  it.each(ALERTS.map((rule) => [rule.alert, rule] as const))('%s says what a person needs', (alert, rule) => {
    expect(alert).toMatch(/^Barometer[A-Z]\w+$/);
    expect(['critical', 'warning', 'info', 'none']).toContain(rule.labels['severity']);
    expect(rule.annotations['summary']).toMatch(/^[A-Z][^{]+\.$/);
    expect(rule.annotations['description']).toMatch(/\.$/);
    const [path = '', anchor = ''] = (rule.annotations['runbook_url'] ?? '').split('#');
    expect(path).toMatch(/^docs\/operate\//);
    expect(readPage(path, textOf(path)).anchors, `${path} needs the heading ${alert}`).toContain(anchor);
    expect(anchor).toBe(alert.toLowerCase());
  });

  it.each(ALERTS.map(({ alert }) => alert))('%s is tested to fire, and not to', (alert) => {
    const { fires, stays } = expectationsOf(alert);
    expect(fires).toBeGreaterThan(0);
    if (alert !== ALWAYS) expect(stays).toBeGreaterThan(0);
  });

  it('has a name of its own', () => {
    expect(new Set(ALERTS.map(({ alert }) => alert)).size).toBe(ALERTS.length);
  });
});

describe('the rules', () => {
  const catalogue = Object.entries<MetricEntry>(METRIC_CATALOGUE).flatMap(([name, { type }]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  );
  const gauges = kpiGauges(loadCatalogue(), []).map(({ name }) => name);
  const known = new Set([...catalogue, ...gauges]);
  const recorded = new Set(RECORDED.map(({ record }) => record));

  it('rest on metrics of the catalogue, and on each other', () => {
    const named = [...ALERTS, ...RECORDED].flatMap(
      ({ expr }) => expr.match(/[a-z_]*:?barometer[_:][a-z0-9_:]+/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter((name) => !(name.includes(':') ? recorded : known).has(name))).toEqual([]);
  });

  it('record nothing that no alert, dashboard or person can find by its name', () => {
    for (const { record } of RECORDED) expect(record).toMatch(/^[a-z_]+:[a-z0-9_]+:[a-z0-9_]+$/);
  });
});
