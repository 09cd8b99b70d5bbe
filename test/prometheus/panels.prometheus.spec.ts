import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadCatalogue } from '#core/kpis';
import { DAY, HOUR, formatInstant } from '#core/time';
import { kpiGauges } from '#services/reader';
import { GivenAlertmanager } from '../../services/alerter/src/receivers/given-alertmanager.fixture.ts';
import { GivenTool } from '../../services/alerter/src/receivers/given-tool.fixture.ts';
import { exportCommand } from '../../services/barometer/src/export/command.ts';
import { runSimulation } from '../../services/barometer/src/simulate/index.ts';
import { queryOf, shownPanels, type DashboardModel } from '../../tools/dashboards/src/dashboard-model.ts';
import { dashboardFiles } from '../../tools/dashboards/src/dashboards.ts';
import { Installation } from '../end-to-end/installation.ts';
import { GivenPrometheus } from './given-prometheus.ts';

/** What cannot be there yet, and why. */
const NOT_YET: Readonly<Record<string, string>> = {
  'job_fact:barometer_drift_facts:abs': 'compares a whole day of samples',
};

let installation: Installation;
let prometheus: GivenPrometheus;
let alertmanager: GivenAlertmanager;
let onCall: GivenTool;

const dashboards = dashboardFiles().map(({ content }) => JSON.parse(content()) as DashboardModel);

/** As Grafana fills a query in: everything chosen, a window of a week. */
function filledIn(expression: string, variables: readonly { readonly name: string }[]): string {
  const known: Record<string, string> = { window: '7d', __rate_interval: '5m' };
  for (const { name } of variables) known[name] ??= '.+';
  return expression.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => known[name] ?? whole);
}

const eventually = (assertion: () => Promise<void>) => vi.waitFor(assertion, { timeout: 90_000, interval: 250 });

beforeAll(async () => {
  installation = await Installation.start();
  onCall = await GivenTool.start();
  alertmanager = await GivenAlertmanager.start(`${onCall.url}/hook`);
  const { url } = installation.client;
  const second = await installation.startAnotherReader();
  const targets = [
    { url, component: 'all' },
    { url: second.url, component: 'reader' },
  ];
  prometheus = await GivenPrometheus.start(targets, alertmanager.url);
  await simulate(url, { seed: 7, history: 14 * DAY });
  await settled();
  // A rate needs something that grows after the first scrape.
  await simulate(url, { seed: 8, history: 6 * HOUR });
  // Both replicas have said the last of it, and the rules have seen that.
  const backlogs = 'count(barometer_backlog_tickets{team="",channel="",topic="",desk="",priority=""})';
  await eventually(async () => {
    expect((await prometheus.query(backlogs))[0]?.value).toBe(2);
    expect(await prometheus.query('barometer:detractors:ratio{window="7d"}')).toHaveLength(1);
  });
  await settled();
}, 150_000);

afterAll(async () => {
  await prometheus?.stop();
  await alertmanager?.stop();
  await onCall?.stop();
  await installation?.stop();
});

async function simulate(to: string, desk: { readonly seed: number; readonly history: number }): Promise<void> {
  const display = { note: () => undefined, reading: () => undefined, sending: () => undefined, close: () => undefined };
  const habits = { ticketsPerDay: 80, duplicates: 0.01, late: 0.01, speed: 1, length: 0 };
  const sending = { to, rate: undefined, batch: 500, patience: 10_000 };
  await runSimulation(
    { ...desk, ...habits, ...sending },
    { now: Date.now, signal: new AbortController().signal, display },
  );
}

/** Until what Prometheus has says the same as the readers, twice. */
async function settled(): Promise<void> {
  let before = '';
  await eventually(async () => {
    const now = JSON.stringify(await prometheus.query('whole_desk:barometer_ticket_volume_tickets:max{window="30d"}'));
    const lag = await prometheus.query('sum(barometer_consumer_lag_records)');
    const last = before;
    before = now;
    expect(now).not.toBe('[]');
    expect([now, lag[0]?.value]).toEqual([last, 0]);
  });
}

describe.each(dashboards.map((model) => ({ title: model.title, model })))('$title', ({ model }) => {
  const variables = model.templating.list;
  const queries = shownPanels(model).flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ expr }) => (expr === undefined ? [] : [{ title, expr }])),
  );

  it('has data in every panel, for every query', async () => {
    await eventually(async () => {
      const empty: string[] = [];
      for (const { title, expr } of queries) {
        if (Object.keys(NOT_YET).some((name) => expr.includes(name))) continue;
        const rows = await prometheus.query(filledIn(expr, variables));
        if (!rows.some(({ value }) => Number.isFinite(value))) empty.push(`${title}: ${expr}`);
      }
      expect(empty).toEqual([]);
    });
  });

  it('has rows in every table that PostgreSQL fills', async () => {
    for (const { rawSql } of shownPanels(model).flatMap(({ targets = [] }) => targets)) {
      if (rawSql === undefined) continue;
      const inTime = rawSql.replaceAll('$__unixEpochFrom()', '0').replaceAll('$__unixEpochTo()', String(Date.now()));
      expect((await installation.query(inTime)).length).toBeGreaterThan(0);
    }
  });

  it('has links that lead to answers', async () => {
    for (const { fieldConfig, targets = [] } of shownPanels(model)) {
      for (const { url } of fieldConfig?.defaults.links ?? []) {
        const [{ labels } = { labels: {} }] = await prometheus.query(filledIn(targets[0]?.expr ?? '', variables));
        const there = url
          .replace('${barometer}', installation.client.url)
          .replace('${window}', '7d')
          .replaceAll(/\$\{__field\.labels\.(\w+):percentencode\}/g, (_, label: string) =>
            encodeURIComponent((labels as Record<string, string>)[label] ?? ''),
          );
        const { answers } = (await (await fetch(there)).json()) as { answers: unknown[] };
        expect(answers.length, there).toBeGreaterThan(0);
      }
    }
  });

  it('has something to choose in every variable', async () => {
    for (const variable of variables.filter(({ type }) => type === 'query')) {
      const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(queryOf(variable)) ?? [];
      expect(await prometheus.labelValues(label, filledIn(selector, variables)), variable.name).not.toEqual([]);
    }
  });

  it('asks for its annotations in words that Prometheus understands', async () => {
    const asked = model.annotations.list.filter(({ expr }) => expr !== undefined);
    expect(asked.length).toBeGreaterThan(0);
    for (const { expr = '' } of asked) await prometheus.query(filledIn(expr, variables));
  });
});

describe('two readers', () => {
  const catalogue = loadCatalogue();

  it('give each KPI once, exactly as the API says it', async () => {
    // Cases are still being opened when the last answer has long been counted.
    await eventually(async () => {
      for (const kpi of catalogue.kpis) {
        const [gauge = ''] = kpiGauges({ ...catalogue, kpis: [kpi] }, []).map(({ name }) => name);
        const isDuration = kpi.formula.kind === 'duration';
        const matchers = [
          ...(kpi.formula.kind === 'stock' ? [] : ['window="30d"']),
          ...(isDuration ? ['stat="mean"'] : []),
        ].join(', ');
        const { value } = await installation.client.reading(kpi.id, { window: '30d' });
        const told = await prometheus.query(`whole_desk:${gauge}:max{${matchers}}`);
        const factor = kpi.unit === 'percent' ? 0.01 : 1;
        expect(
          told.map((row) => row.value),
          kpi.id,
        ).toEqual(value === null ? [] : [value * factor]);
      }
    });
  });

  it('would be counted twice by a sum', async () => {
    const of = 'barometer_ticket_volume_tickets{window="30d", team="", channel="", topic="", desk="", priority=""}';
    const [summed] = await prometheus.query(`sum without (instance, component) (${of})`);
    const { value } = await installation.client.reading('ticket-volume', { window: '30d' });
    expect(summed?.value).toBe(2 * (value as number));
  });
});

describe('an alert', () => {
  it('comes from the rules through Prometheus and Alertmanager to a receiver, with its runbook', async () => {
    await eventually(async () => {
      const told = onCall.posted.flatMap(({ body }) => (body as { alerts: Notified[] }).alerts);
      const watchdog = told.find(({ labels }) => labels['alertname'] === 'BarometerWatchdog');
      expect(watchdog).toMatchObject({
        status: 'firing',
        annotations: { runbook_url: 'docs/operate/prometheus-alerts.md#barometerwatchdog' },
      });
    });
  });

  it('is none while everything runs, but for the one that always fires', async () => {
    const firing = await prometheus.query('ALERTS{alertname=~"Barometer.+", alertstate="firing"}');
    expect(firing.map(({ labels }) => labels['alertname'])).toEqual(['BarometerWatchdog']);
  });
});

describe('the past', () => {
  it('is exported for a Prometheus that was not there, and says what the API says of then', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barometer-past-'));
    const to = Math.floor(Date.now() / HOUR) * HOUR;
    try {
      const file = join(folder, 'past.om');
      const span = ['--from', formatInstant(to - 30 * DAY), '--to', formatInstant(to), '--step', '12h'];
      const what = ['--kpi', 'nps', '--kpi', 'backlog', '--window', '7d', '--file', file];
      const exporting = ['export', 'openmetrics', '--url', installation.client.url, ...span, ...what];
      await exportCommand().parseAsync(exporting.slice(1), { from: 'user' });
      const data = join(folder, 'data');
      const { status, stderr } = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, data], {
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      const later = await GivenPrometheus.start([], alertmanager.url, data);
      try {
        const days = await later.query(`count_over_time(barometer_backlog_tickets{job="barometer"}[31d])`);
        expect(days.map(({ value }) => value)).toEqual([30 * 2 + 1]);
        for (const at of [to - 2 * DAY, to - 5 * DAY]) {
          const { value } = await installation.client.reading('nps', { window: '7d', at: formatInstant(at) });
          const then = await later.query(`barometer_nps_points{job="barometer", window="7d"} @ ${at / 1000}`);
          expect(then.map((row) => row.value)).toEqual([value]);
        }
      } finally {
        await later.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

interface Notified {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
