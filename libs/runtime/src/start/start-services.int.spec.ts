import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PositionLost, type PartitionState } from '#libs/event-log';
import { ConsumerInState, LettersModule, LettersService } from '../letters/letters-service.fixture.ts';
import { TestInstallation } from '../letters/test-installation.fixture.ts';
import type { ConsumerStrategy, ServiceDefinition } from '../service-definition.ts';

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

const serviceOf = (consumer: ConsumerStrategy): ServiceDefinition => ({
  name: 'alerter',
  module: LettersModule,
  topics: [],
  consumers: () => [consumer],
});

describe('services in one process', () => {
  test('say when they are ready, and where', async () => {
    const url = await installation.start(letters);
    const ready = installation.logged.filter(({ message }) => message === 'ready');
    expect(ready).toEqual([
      {
        level: 'info',
        message: 'ready',
        fields: { services: ['projector'], url, docs: `${url}/docs`, metrics: `${url}/metrics` },
      },
    ]);
  });

  test('get the records of their topics', async () => {
    await installation.start(letters, { topicPrefix: 'desk-7.' });
    await letters.post('hello');
    await expect.poll(() => letters.controller.received).toEqual(['hello']);
  });

  test('stop in order, and take no request meanwhile', async () => {
    const url = await installation.start(letters);
    await installation.running?.close();
    await installation.running?.close();
    expect(installation.logged.at(-1)?.message).toBe('letters shut down');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('tell when a consumer has failed for good: only a new process helps', async () => {
    let status: 'running' | 'failed' = 'running';
    const consumer = new ConsumerInState(() => ({ status, error: new Error('the topic is gone') }));
    const url = await installation.start(serviceOf(consumer));
    status = 'failed';
    await expect(installation.running?.failed).rejects.toThrow('the topic is gone');
    const live = await fetch(`${url}/health/live`);
    expect([live.status, await live.json()]).toEqual([503, { status: 'failed', reason: 'the topic is gone' }]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  });

  test('are not ready, but live, while a partition waits or stands still', async () => {
    const states: PartitionState[] = [];
    const url = await installation.start(serviceOf(new ConsumerInState(() => ({ status: 'running' }), states)));
    const at = { topic: 'letters', partition: 2 };
    states.push({ kind: 'stopped', ...at, error: new PositionLost('offset 7 is gone') });
    states.push({ kind: 'waiting', ...at, partition: 3, error: new Error('deadlock'), retryAt: 0 });
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      {
        checks: {
          'alerter-consumer-1': 'letters/2 is stopped: offset 7 is gone; letters/3 is tried again: deadlock',
        },
      },
    ]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    states.length = 0;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  test('give the start up when they are told to', async () => {
    const consumer = new ConsumerInState(() => ({ status: 'joining' }));
    await expect(installation.start(serviceOf(consumer), {}, AbortSignal.timeout(500))).rejects.toThrow(
      'aborted due to timeout',
    );
  });

  test('say that the port is taken and what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    await expect(installation.start(letters, { http: { ...installation.settings.http, port } })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: another program listens there. ` +
        'Stop the other program, or choose another port with BAROMETER_HTTP_PORT (0 for any free one).',
    );
    blocker.close();
  });

  test('say that the database is out of reach, without its password', async () => {
    const databaseUrl = 'postgres://desk:hunter2@127.0.0.1:1/desk';
    const failure = await installation.start(letters, { databaseUrl }).catch((error: Error) => error.message);
    expect(failure).toContain('PostgreSQL cannot be reached');
    expect(failure).not.toContain('hunter2');
  });
});
