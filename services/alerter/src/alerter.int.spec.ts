import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#libs/config';
import { MemoryEventLog } from '#libs/event-log';
import { decodeOutput, encodeEvent, type AlertChangedData } from '#libs/events';
import { Metrics } from '#libs/metrics';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { buildApp, describeHttp, Readiness } from '#libs/runtime';
import type { FeedAlert } from './feed/alerts.controller.ts';
import { givenLogger, metricValue } from './given-log-entries.fixture.ts';
import { GivenReceiver, SECRET } from './given-receiver.fixture.ts';
import { alerterService } from './index.ts';

let postgres: TestPostgres;
let database: Database;
let receiver: GivenReceiver;
let eventLog: MemoryEventLog;
let metrics: Metrics;
let app: NestFastifyApplication | undefined;

beforeAll(async () => {
  postgres = await startTestPostgres();
});

afterAll(async () => postgres?.stop());

beforeEach(async () => {
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'alerter test' });
  await database.migrate();
  receiver = await GivenReceiver.start();
  eventLog = new MemoryEventLog({ clock: Date.now, idleWait: 100 });
  await eventLog.ensureTopics(
    ['survey-answered', 'alert-changed', 'case-changed'].map((name) => ({ name, partitions: 2 })),
  );
  metrics = new Metrics({ process: false });
});

afterEach(async () => {
  await app?.close();
  app = undefined;
  await eventLog.close();
  await receiver.stop();
  await database.close();
});

/** The service in the runtime that runs it for real. */
async function start(environment: Record<string, string> = {}): Promise<NestFastifyApplication> {
  const webhook = { BAROMETER_WEBHOOK_URL: receiver.url, BAROMETER_WEBHOOK_SECRET: SECRET };
  const { settings } = loadSettings({ ...webhook, ...environment }, process.cwd());
  const provided = { settings, clock: Date.now, logger: givenLogger(), database, metrics, readiness: new Readiness() };
  ({ app } = await buildApp([alerterService], { ...provided, eventLog }));
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}

async function answer(responseId: string, score: number, changes: { revision?: number; team?: string } = {}) {
  const data = {
    responseId,
    revision: changes.revision ?? 0,
    answeredAt: new Date().toISOString(),
    answers: [{ question: 'recommend', scale: 'nps-0-10', score }],
    about: { team: changes.team ?? 'desk-1' },
  };
  const id = `${responseId}-${data.revision}`;
  const event = encodeEvent({ id, source: '/survey-tool', type: 'survey.answered.v1', data: JSON.stringify(data) });
  await eventLog.append('survey-answered', [{ key: responseId, ...event }]);
}

async function feed(query = ''): Promise<{ status: number; body: { alerts: FeedAlert[]; next: string | null } }> {
  const response = await fetch(`${await app!.getUrl()}/v1/alerts${query}`);
  return { status: response.status, body: (await response.json()) as { alerts: FeedAlert[]; next: string | null } };
}

const until = (condition: () => unknown) => expect.poll(condition, { timeout: 10_000, interval: 2 });

describe('the alerter as a service', () => {
  it('pages within half a second of the answer, tells the topic, and shows the alert', async () => {
    await start();
    await answer('warm-up', 3);
    await until(() => receiver.taken).toHaveLength(1);
    const begun = Date.now();
    await answer('r-1', 3);
    await until(() => receiver.taken).toHaveLength(2);
    expect(receiver.received[1]!.at - begun).toBeLessThan(500);

    const paged = JSON.parse(receiver.received[1]!.body) as AlertChangedData;
    const { alerts } = (await feed()).body;
    const { raisedAt, ...shown } = alerts[0]!;
    expect(shown).toEqual(paged);
    expect(raisedAt).toBe(paged.at);

    const told: AlertChangedData[] = [];
    const consumption = await eventLog.consume({
      group: 'test',
      topics: ['alert-changed'],
      resumeAt: async () => undefined,
      onBatch: async ({ records }) => {
        for (const record of records) {
          const decoded = decodeOutput('alert.changed.v1', record, Date.now());
          if (!decoded.ok) throw new Error(JSON.stringify(decoded.rejection));
          told.push(decoded.event.data);
        }
      },
    });
    await until(() => told.map(({ alertId }) => alertId).toSorted()).toEqual(
      alerts.map(({ alertId }) => alertId).toSorted(),
    );
    expect(told.find(({ alertId }) => alertId === paged.alertId)).toEqual(paged);
    await consumption.stop();
    expect(receiver.forged).toEqual([]);
  });

  it('delivers what was committed before a crash, and raises nothing twice', async () => {
    await start({ BAROMETER_WEBHOOK_URL: 'http://127.0.0.1:1/' });
    await answer('r-1', 0);
    await until(async () => (await feed()).body.alerts).toHaveLength(1);
    await app?.close();
    await start();
    await until(() => receiver.taken).toHaveLength(1);
    await answer('r-2', 0);
    await until(() => receiver.taken).toHaveLength(2);
    expect(new Set(receiver.taken).size).toBe(2);
  });

  it('counts unreadable records as ignored and leaves their dead letters to the projector', async () => {
    await start();
    await eventLog.append('survey-answered', [{ key: 'k', value: '{"not": "an event"}' }]);
    const series = 'barometer_events_total{topic="survey-answered",outcome="ignored"}';
    await until(() => metricValue(metrics.render(), series)).toBe(1);
  });

  it('tells the topic alone when no webhook is set', async () => {
    const { settings } = loadSettings({}, process.cwd());
    const provided = {
      settings,
      clock: Date.now,
      logger: givenLogger(),
      database,
      metrics,
      readiness: new Readiness(),
    };
    ({ app } = await buildApp([alerterService], { ...provided, eventLog }));
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    await answer('r-1', 0);
    await until(async () => (await eventLog.extent('alert-changed')).reduce((sum, { high }) => sum + high, 0)).toBe(1);
    expect(await database.query('SELECT DISTINCT destination FROM outbox ORDER BY destination')).toEqual([
      { destination: 'topic:alert-changed' },
      { destination: 'topic:case-changed' },
    ]);
  });
});

describe('GET /v1/alerts', () => {
  beforeEach(async () => {
    await start();
    for (const [i, team] of ['desk-1', 'desk-2', 'desk-1'].entries()) {
      await answer(`r-${i}`, 0, { team });
      await until(async () => (await feed()).body.alerts).toHaveLength(i + 1);
    }
    await answer('r-0', 10, { revision: 1 });
    await until(async () => (await feed('?state=withdrawn')).body.alerts).toHaveLength(1);
  });

  const responses = (alerts: readonly FeedAlert[]) => alerts.map(({ evidence }) => evidence.answers[0]?.responseId);

  it('gives pages, the newest first, cut by state, rule and team', async () => {
    const first = await feed('?limit=2');
    expect(responses(first.body.alerts)).toEqual(['r-2', 'r-1']);
    const second = await feed(`?limit=2&cursor=${first.body.next}`);
    expect([responses(second.body.alerts), second.body.next]).toEqual([['r-0'], null]);
    expect(responses((await feed('?state=firing&team=desk-1&rule=detractor')).body.alerts)).toEqual(['r-2']);
    expect((await feed('?limit=3')).body.next).toBeNull();
  });

  it.each([
    ['?tem=desk-1', [{ path: 'tem', message: 'is not known; there are state, rule, team, limit, cursor' }]],
    ['?state=open', [{ path: 'state', message: 'must be one of pending, firing, resolved, withdrawn' }]],
    ['?limit=0', [{ path: 'limit', message: 'must be a whole number from 1 to 500' }]],
    ['?limit=501', [{ path: 'limit', message: 'must be a whole number from 1 to 500' }]],
    ['?cursor=nonsense', [{ path: 'cursor', message: 'must be the "next" of the page before' }]],
    ['?team=', [{ path: 'team', message: 'must not be empty' }]],
    [
      '?team=a&team=b&limit=x',
      [
        { path: 'team', message: 'must be given once, as a text' },
        { path: 'limit', message: 'must be a whole number from 1 to 500' },
      ],
    ],
  ])('answers %s with a problem document that names what is wrong', async (query, errors) => {
    const { status, body } = await feed(query);
    expect(status).toBe(400);
    expect(body).toMatchObject({ title: 'Bad Request', instance: '/v1/alerts', errors });
  });

  it('is in the OpenAPI document', () => {
    const { paths } = describeHttp(app!);
    const operation = paths['/v1/alerts']?.get;
    expect(operation?.operationId).toBe('listAlerts');
    const names = operation?.parameters?.map((parameter) => ('name' in parameter ? parameter.name : ''));
    expect(names?.toSorted()).toEqual(['cursor', 'limit', 'rule', 'state', 'team']);
  });
});
