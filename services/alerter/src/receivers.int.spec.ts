import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#libs/config';
import { MemoryEventLog } from '#libs/event-log';
import { encodeEvent } from '#libs/events';
import { Metrics } from '#libs/metrics';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { buildApp, Readiness } from '#libs/runtime';
import { alertIdOf } from './alerting/alert-id.ts';
import { givenLogger, metricValue } from './given-log-entries.fixture.ts';
import { answer, hang } from './given-receiver.fixture.ts';
import { alerterService } from './index.ts';
import { emailDestination } from './receivers/email.ts';
import { GivenTool } from './receivers/given-tool.fixture.ts';

const NAMES = ['alertmanager', 'pagerduty', 'slack', 'teams'] as const;
const TO = 'on-call@example.org';

let postgres: TestPostgres;
let database: Database;
let eventLog: MemoryEventLog;
let metrics: Metrics;
let logger: ReturnType<typeof givenLogger>;
let tools: Record<(typeof NAMES)[number], GivenTool>;
let mailServer: SMTPServer;
let mails: number;
let app: NestFastifyApplication;

beforeAll(async () => {
  postgres = await startTestPostgres();
});

afterAll(async () => postgres?.stop());

beforeEach(async () => {
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'receivers test' });
  await database.migrate();
  eventLog = new MemoryEventLog({ clock: Date.now, idleWait: 100 });
  await eventLog.ensureTopics(['survey-answered', 'alert-changed'].map((name) => ({ name, partitions: 1 })));
  metrics = new Metrics({ process: false });
  logger = givenLogger();
  const started = await Promise.all(NAMES.map(async (name) => [name, await GivenTool.start()] as const));
  tools = Object.fromEntries(started) as typeof tools;
  mails = 0;
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _, taken) {
      stream.resume();
      stream.on('end', () => {
        mails += 1;
        taken();
      });
    },
  });
  mailServer.listen(0, '127.0.0.1');
  await once(mailServer.server, 'listening');
});

afterEach(async () => {
  await app?.close();
  await eventLog.close();
  await Promise.all(NAMES.map((name) => tools[name].stop()));
  await new Promise<void>((resolve) => mailServer.close(() => resolve()));
  await database.close();
});

async function start(): Promise<void> {
  const environment = {
    BAROMETER_ALERTMANAGER_URL: tools.alertmanager.url,
    BAROMETER_PAGERDUTY_KEY: 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00',
    BAROMETER_PAGERDUTY_URL: `${tools.pagerduty.url}/v2/enqueue`,
    BAROMETER_SLACK_URL: `${tools.slack.url}/services/not-for-logs`,
    BAROMETER_TEAMS_URL: `${tools.teams.url}/workflows/not-for-logs`,
    BAROMETER_SMTP_URL: `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`,
    BAROMETER_SMTP_FROM: 'barometer@example.org',
    BAROMETER_SMTP_TO: TO,
  };
  const { settings } = loadSettings(environment, process.cwd());
  const provided = { settings, clock: Date.now, logger, database, metrics, readiness: new Readiness(), eventLog };
  ({ app } = await buildApp([alerterService], provided));
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
}

async function respond(responseId: string, score: number, revision = 0): Promise<void> {
  const answers = [{ question: 'recommend', scale: 'nps-0-10', score }];
  const answeredAt = new Date().toISOString();
  const data = JSON.stringify({ responseId, revision, answeredAt, answers, about: { team: 'desk-1' } });
  const event = { id: `${responseId}-${revision}`, source: '/survey-tool', type: 'survey.answered.v1', data };
  await eventLog.append('survey-answered', [{ key: responseId, ...encodeEvent(event) }]);
}

const until = (condition: () => unknown) => expect.poll(condition, { timeout: 10_000, interval: 5 });

const bodies = (name: (typeof NAMES)[number]) => tools[name].taken.map(({ body }) => JSON.stringify(body));

describe('an alert with every receiver set', () => {
  it('reaches each of them, when it fires and when it is withdrawn, under its own key', async () => {
    await start();
    await respond('ann@example.org', 3);
    await until(() => [...NAMES.map((name) => bodies(name).length), mails]).toEqual([1, 1, 1, 1, 1]);
    await respond('ann@example.org', 10, 1);
    await until(() => [...NAMES.map((name) => bodies(name).length), mails]).toEqual([2, 2, 2, 2, 2]);
    const alertId = alertIdOf('detractor', 'ann@example.org');
    for (const body of NAMES.flatMap(bodies)) {
      expect(body).toContain(alertId);
      expect(body).not.toContain('ann@');
    }
    expect(tools.pagerduty.taken.map(({ body }) => body)).toMatchObject([
      { event_action: 'trigger', dedup_key: alertId },
      { event_action: 'resolve', dedup_key: alertId },
    ]);
  });

  it('does not wait for one that hangs, one that is too busy, or one that refuses it', async () => {
    tools.slack.behaviours = [hang, hang];
    tools.pagerduty.behaviours = [answer(429, { 'retry-after': '1' })];
    tools.teams.behaviours = [answer(404)];
    await start();
    const begun = Date.now();
    await respond('r-1', 3);
    await until(() => [bodies('alertmanager').length, mails]).toEqual([1, 1]);
    expect(Date.now() - begun).toBeLessThan(2_000);

    await until(() => bodies('pagerduty')).toHaveLength(1);
    const [refused, taken] = tools.pagerduty.posted;
    expect(taken!.body).toEqual(refused!.body);
    expect(taken!.at - refused!.at).toBeGreaterThanOrEqual(990);

    const deliveries = (receiver: string, outcome: string) =>
      metricValue(metrics.render(), `barometer_deliveries_total{receiver="${receiver}",outcome="${outcome}"}`);
    await until(() => deliveries('teams:default', 'given-up')).toBe(1);
    expect(await deliveries(emailDestination(TO), 'delivered')).toBe(1);
    const [abandoned] = await database.query(
      `SELECT attempts, last_error FROM outbox WHERE destination = 'teams:default' AND given_up_at IS NOT NULL`,
    );
    expect(abandoned).toEqual({ attempts: 1, last_error: '404: the receiver refuses the message' });
    expect(logger.entries.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { destination: 'teams:default', error: '404: the receiver refuses the message' } },
    ]);
    expect(JSON.stringify(logger.entries)).not.toMatch(/not-for-logs|R0UT1NG|on-call@/);
    expect(bodies('slack')).toEqual([]);
  });
});
