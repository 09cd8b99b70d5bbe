import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestPostgres } from '#libs/postgres';
import { LettersService } from '../letters/letters-service.fixture.ts';
import { TestInstallation } from '../letters/test-installation.fixture.ts';

let installation: TestInstallation;
let letters: LettersService;

beforeAll(async () => {
  installation = await TestInstallation.open();
});
beforeEach(() => {
  letters = new LettersService();
});
afterEach(() => installation.end());
afterAll(() => installation.close());

const send = (url: string, body: string, type = 'application/json') =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': type } });

async function problemOf(answer: Promise<Response>): Promise<{ status: number }> {
  const response = await answer;
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as { status: number };
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('the HTTP interface of every process', () => {
  test('serve health, metrics, the OpenAPI document and a landing page', async () => {
    const url = await installation.start(letters);
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/health/startup`)).json()).toEqual({ started: true });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({
      ready: true,
      checks: { database: 'ok', 'event-log': 'ok', 'projector-consumer-1': 'ok', letters: 'ok' },
    });
    letters.controller.missing = 'waits for the post';
    const unready = await fetch(`${url}/health/ready`);
    expect([unready.status, await unready.json()]).toEqual([
      503,
      {
        ready: false,
        checks: { database: 'ok', 'event-log': 'ok', 'projector-consumer-1': 'ok', letters: 'waits for the post' },
      },
    ]);

    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await metrics.text()).toContain('# TYPE barometer_events_total counter\n');
    const open = await fetch(`${url}/metrics`, { headers: { accept: 'application/openmetrics-text;version=1.0.0' } });
    expect(await open.text()).toMatch(/# TYPE barometer_events counter\n[\s\S]*# EOF\n$/);

    for (const [encodings, packed] of [
      ['gzip', 'gzip'],
      ['br;q=1.0, gzip;q=0.8', 'gzip'],
      ['gzip;q=0', null],
      ['identity', null],
    ] as const) {
      const { headers, ...answer } = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': encodings } }).then(
        async (response) => ({ headers: response.headers, text: await response.text() }),
      );
      expect([encodings, headers.get('content-encoding')]).toEqual([encodings, packed]);
      expect(answer.text).toContain('# TYPE barometer_events_total counter\n');
    }

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
    const url = await installation.start(letters);
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
    const url = await installation.start(letters);
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
    expect(installation.logged.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toMatchObject([
      { method: 'GET', path: '/v1/away' },
      { method: 'GET', path: '/v1/broken', error: expect.objectContaining({ message: 'secret inside' }) as Error },
    ]);
  });

  test('answer 503 while the database is away', async () => {
    const own = await startTestPostgres();
    const url = await installation.start(letters, { databaseUrl: await own.createDatabase() });
    await own.stop();
    const away = await problemOf(fetch(`${url}/v1/rows`));
    expect(away).toMatchObject({ status: 503, detail: expect.stringContaining('Try again') as string });
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});
