import 'reflect-metadata';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Body, Controller, Get, HttpStatus, Inject, Module, Post, type OnApplicationShutdown } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadSettings, type Settings } from '#libs/config';
import { LogUnavailable, EventLogServer, OnBatch, type RecordBatch } from '#libs/event-log';
import { Metrics } from '#libs/metrics';
import { startTestPostgres, type TestPostgres } from '#libs/postgres';
import { RequestProblem } from '../http/problem.ts';
import type { Readiness } from '../readiness.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import { LOGGER, METRICS, READINESS, type Logger } from '../tokens.ts';
import { startServices, type RunningServices } from './start-services.ts';

const TRANSPORT = Symbol('letters');
const logged: { level: string; message: string; fields: object }[] = [];
const note = (level: string) => (fields: object, message: string) => void logged.push({ level, message, fields });
const logger: Logger = { debug: () => undefined, info: note('info'), warn: note('warn'), error: note('error') };

@Controller()
class LettersController implements OnApplicationShutdown {
  readonly received: string[] = [];
  missing: string | undefined;

  constructor(
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(READINESS) readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    readiness.register('letters', () => this.missing);
  }

  @Post('v1/events')
  take(@Body() body: Buffer): object {
    return { bytes: Buffer.isBuffer(body), text: body.toString() };
  }

  @Post('v1/notes')
  note(@Body() body: unknown): object {
    return { body };
  }

  @Get('v1/refused')
  refused(): never {
    throw new RequestProblem(HttpStatus.BAD_REQUEST, 'The window is wrong.', [{ path: 'window', message: 'is "x"' }]);
  }

  @Get('v1/broken')
  broken(): never {
    throw new Error('secret inside');
  }

  @Get('v1/away')
  away(): never {
    throw new LogUnavailable('no broker');
  }

  @OnBatch('letters', TRANSPORT)
  onBatch(batch: RecordBatch): void {
    this.received.push(...batch.records.map(({ value }) => Buffer.from(value ?? []).toString()));
    this.metrics.counter('barometer_events_total').add({ topic: 'letters', outcome: 'applied' });
  }

  onApplicationShutdown(): void {
    this.logger.info({}, 'letters shut down');
  }
}

@Module({ controllers: [LettersController] })
class LettersModule {}

let controller: LettersController;
let post: (text: string) => Promise<void>;
const letters: ServiceDefinition = {
  name: 'projector',
  module: LettersModule,
  topics: [{ name: 'letters', partitions: 1 }],
  consumers: ({ eventLog, get }) => {
    controller = get(LettersController);
    post = (value) => eventLog.append('letters', [{ key: 'k', value }]);
    return [
      new EventLogServer({
        transportId: TRANSPORT,
        eventLog,
        group: 'letters',
        topics: ['letters'],
        resumeAt: async () => ({ nextOffset: 0 }),
      }),
    ];
  },
};

let postgres: TestPostgres;
let settings: Settings;
let running: RunningServices | undefined;

beforeAll(async () => {
  postgres = await startTestPostgres();
  settings = loadSettings(
    { DATABASE_URL: await postgres.createDatabase(), BAROMETER_HTTP_PORT: '0', BAROMETER_MAX_BODY_BYTES: '2048' },
    '/',
  ).settings;
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  logged.length = 0;
});
afterAll(() => postgres.stop());

async function start(overrides: Partial<Settings> = {}): Promise<string> {
  running = await startServices([letters], { settings: { ...settings, ...overrides }, logger });
  return running.url;
}

const send = (url: string, body: string, type = 'application/json') =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': type } });

async function problemOf(answer: Promise<Response>): Promise<{ status: number }> {
  const response = await answer;
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as { status: number };
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('services in one process', () => {
  test('say when they are ready, and where', async () => {
    const url = await start();
    const ready = logged.filter(({ message }) => message === 'ready');
    expect(ready).toEqual([
      {
        level: 'info',
        message: 'ready',
        fields: { services: ['projector'], url, docs: `${url}/docs`, metrics: `${url}/metrics` },
      },
    ]);
  });

  test('get the records of their topics', async () => {
    await start({ topicPrefix: 'desk-7.' });
    await post('hello');
    await expect.poll(() => controller.received).toEqual(['hello']);
  });

  test('serve health, metrics, the OpenAPI document and a landing page', async () => {
    const url = await start();
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/health/startup`)).json()).toEqual({ started: true });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({
      ready: true,
      checks: { database: 'ok', 'projector-consumer-1': 'ok', letters: 'ok' },
    });
    controller.missing = 'waits for the post';
    const unready = await fetch(`${url}/health/ready`);
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { ready: false, checks: { database: 'ok', 'projector-consumer-1': 'ok', letters: 'waits for the post' } },
    ]);

    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await metrics.text()).toContain('# TYPE barometer_events_total counter\n');
    const open = await fetch(`${url}/metrics`, { headers: { accept: 'application/openmetrics-text;version=1.0.0' } });
    expect(await open.text()).toMatch(/# TYPE barometer_events counter\n[\s\S]*# EOF\n$/);

    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { info: object; paths: object };
    expect(document.info).toMatchObject({
      title: 'Barometer',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/events', '/health/ready', '/metrics']));
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain('<a href="/docs">');
  });

  test('get the bytes of an event as they came, whatever the content type', async () => {
    const url = await start();
    for (const type of [
      'application/json',
      'application/cloudevents-batch+json',
      'application/x-ndjson',
      'text/plain',
    ]) {
      expect(await (await send(`${url}/v1/events`, '{"half":', type)).json()).toEqual({
        bytes: true,
        text: '{"half":',
      });
    }
    expect(await (await send(`${url}/v1/notes`, '{"a":1}')).json()).toEqual({ body: { a: 1 } });
  });

  test('answer every error with a problem document', async () => {
    const url = await start();
    expect(await problemOf(fetch(`${url}/v1/refused?window=x`))).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'The window is wrong.',
      instance: '/v1/refused',
      errors: [{ path: 'window', message: 'is "x"' }],
    });
    expect(await problemOf(fetch(`${url}/nowhere`))).toMatchObject({
      status: 404,
      title: 'Not Found',
      instance: '/nowhere',
    });
    expect(await problemOf(send(`${url}/v1/events`, 'x'.repeat(2049)))).toMatchObject({
      status: 413,
      title: 'Payload Too Large',
    });
    expect(await problemOf(send(`${url}/v1/notes`, '{"a":'))).toMatchObject({ status: 400 });
    expect(await problemOf(send(`${url}/v1/notes`, 'hello', 'text/plain'))).toMatchObject({ status: 415 });
    expect(await problemOf(fetch(`${url}/v1/away`))).toMatchObject({ status: 503 });
    const broken = await problemOf(fetch(`${url}/v1/broken`));
    expect(broken).toMatchObject({ status: 500, instance: '/v1/broken' });
    expect(JSON.stringify(broken)).not.toContain('secret inside');
    expect(logged.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toMatchObject([
      { method: 'GET', path: '/v1/away' },
      { method: 'GET', path: '/v1/broken', error: expect.objectContaining({ message: 'secret inside' }) as Error },
    ]);
  });

  test('stop in order, and take no request meanwhile', async () => {
    const url = await start();
    await running?.close();
    await running?.close();
    expect(logged.at(-1)?.message).toBe('letters shut down');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('say that the port is taken and what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    await expect(start({ http: { ...settings.http, port } })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: another program listens there. ` +
        'Stop the other program, or choose another port with BAROMETER_HTTP_PORT (0 for any free one).',
    );
    blocker.close();
  });

  test('say that the database is out of reach, without its password', async () => {
    const databaseUrl = 'postgres://desk:hunter2@127.0.0.1:1/desk';
    const failure = await start({ databaseUrl }).catch((error: Error) => error.message);
    expect(failure).toContain('PostgreSQL cannot be reached');
    expect(failure).not.toContain('hunter2');
  });
});
