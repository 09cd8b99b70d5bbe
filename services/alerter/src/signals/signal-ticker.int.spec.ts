import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { isSignalRule, loadAlertRules } from '#core/alerts';
import { loadCatalogue } from '#core/kpis';
import { Metrics } from '#libs/metrics';
import { Database, judgedUntil, SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { givenLogger, metricValue } from '../given-log-entries.fixture.ts';
import { DueTimes } from './due-times.ts';
import { SignalJudging } from './signal-judging.ts';
import { SignalTicker } from './signal-ticker.ts';

const { rules } = loadAlertRules();

let postgres: TestPostgres;
let url: string;
let observer: Database;
let now: number;
let started: { ticker: SignalTicker; database: Database }[];

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => postgres?.stop());

beforeEach(async () => {
  url = await postgres.createDatabase();
  observer = await Database.open({ url, applicationName: 'observer' });
  await observer.migrate();
  now = Date.parse('2026-11-20T12:00:10.000Z');
  started = [];
});
afterEach(async () => {
  for (const { ticker, database } of started) {
    await ticker.beforeApplicationShutdown();
    await database.close();
  }
  await observer.close();
});

async function startTicker(applicationName: string) {
  const database = await Database.open({ url, applicationName });
  const [metrics, logger, clock] = [new Metrics({ process: false }), givenLogger(), () => now];
  const audience = { destinations: ['topic:alert-changed'], isPaged: false, kinds: new Map() };
  const segments = new SegmentDirectory(database);
  const signals = rules.filter(isSignalRule);
  const judging = new SignalJudging({
    database,
    segments,
    clock,
    rules: signals,
    catalogue: loadCatalogue(),
    audience,
  });
  const dueTimes = new DueTimes({ database, clock, rules: rules.filter((rule) => rule.kind === 'due'), audience });
  const ticker = new SignalTicker({ database, judging, dueTimes, clock, metrics, logger, every: 50 });
  ticker.onApplicationBootstrap();
  started.push({ ticker, database });
  const leads = () => logger.entries.findLast(({ fields }) => 'leads' in fields)?.fields['leads'] === true;
  return { metrics, logger, leads };
}

const until = (condition: () => unknown) => expect.poll(condition, { timeout: 20_000, interval: 20 });

it('judges with one of two alerters; when its connections are cut, the other goes on where it stood', async () => {
  const one = await startTicker('alerter one');
  await until(() => one.leads()).toBe(true);
  await until(() => judgedUntil(observer)).toBe(Date.parse('2026-11-20T12:00:00.000Z'));
  const other = await startTicker('alerter two');
  now += 60_000;
  await until(() => judgedUntil(observer)).toBe(Date.parse('2026-11-20T12:01:00.000Z'));
  expect(other.leads()).toBe(false);

  await observer.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alerter one'");
  await until(() => [one.leads(), other.leads()].filter(Boolean).length).toBe(1);
  now += 60_000;
  await until(() => judgedUntil(observer)).toBe(Date.parse('2026-11-20T12:02:00.000Z'));
});

it('shows how far it has judged, how often, and what fires', async () => {
  const { metrics } = await startTicker('alerter');
  const judged = 'barometer_rules_judged_timestamp_seconds';
  await until(() => metricValue(metrics.render(), judged)).toBe(Date.parse('2026-11-20T12:00:00.000Z') / 1000);
  now += 120_000;
  await until(() => metricValue(metrics.render(), judged)).toBe(Date.parse('2026-11-20T12:02:00.000Z') / 1000);
  expect(await metricValue(metrics.render(), 'barometer_rule_looks_total{again="false"}')).toBe(3);
  expect(await metricValue(metrics.render(), 'barometer_rule_firing_alerts{rule="csat-low"}')).toBe(0);
});
