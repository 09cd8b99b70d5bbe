import 'reflect-metadata';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#libs/config';
import { MemoryEventLog } from '#libs/event-log';
import { INPUT_TOPICS } from '#libs/events';
import { Metrics } from '#libs/metrics';
import type { Database } from '#libs/postgres';
import { buildApp, Readiness } from '#libs/runtime';
import { intakeService } from '#services/intake';
import { deskEvents } from '../simulate/index.ts';
import { IntakeClient, ServerRefused, ServerUnreachable } from './intake-client.ts';
import { RecordingIntake, type Verdict } from './recording-intake.fixture.ts';

let intake: RecordingIntake | undefined;
afterEach(async () => intake?.stop());

const event = (id: string) => JSON.stringify({ specversion: '1.0', id });

async function clientOf(verdict: (ids: readonly string[], request: number) => Verdict, patience = 5_000) {
  intake = await RecordingIntake.start((events, request) =>
    verdict(
      events.map(({ id }) => id),
      request,
    ),
  );
  const troubles: string[] = [];
  const options = {
    patience,
    signal: new AbortController().signal,
    onTrouble: (reason: string) => troubles.push(reason),
  };
  return { intake, troubles, client: new IntakeClient({ ...options, to: `${intake.url}/` }) };
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe("the client of intake, with Barometer's own", () => {
  it('hands events over and understands what is said of them', async () => {
    const eventLog = new MemoryEventLog({ clock: Date.now });
    await eventLog.ensureTopics(INPUT_TOPICS.map((name) => ({ name, partitions: 1 })));
    const { app } = await buildApp([intakeService], {
      settings: loadSettings({}, tmpdir()).settings,
      clock: Date.now,
      logger: silent,
      database: {} as Database,
      metrics: new Metrics({ process: false }),
      readiness: new Readiness(),
      eventLog,
    });
    try {
      await app.listen(0, '127.0.0.1');
      const options = { patience: 0, signal: new AbortController().signal, onTrouble: () => {} };
      const client = new IntakeClient({ ...options, to: await app.getUrl() });
      const until = Date.parse('2026-11-20T12:00:00Z');
      const events = [...deskEvents({ seed: 7, from: until - 3 * 3_600_000, until })].map(({ event }) => event);
      const [first] = events;
      const wrong = { ...first, id: 'wrong', data: { ...first?.data, state: 'odd' } };
      const texts = [...events, wrong].map((event) => JSON.stringify(event));
      expect(await client.post(texts)).toEqual([
        { index: events.length, problems: [{ path: 'data.state', reason: expect.stringContaining('got "odd"') }] },
      ]);
      expect(await client.post([JSON.stringify(wrong)])).toMatchObject([{ index: 0 }]);
      const extents = await Promise.all(INPUT_TOPICS.map((topic) => eventLog.extent(topic)));
      expect(extents.flat().reduce((sum, { high }) => sum + high, 0)).toBe(events.length);
    } finally {
      await app.close();
      await eventLog.close();
    }
  });
});

describe('the client of intake', () => {
  it('tells which events of a batch were refused, and why', async () => {
    const { client, intake } = await clientOf(() => ({ refuse: ['b'] }));
    expect(await client.post([event('a'), event('b'), event('c')])).toEqual([
      { index: 1, problems: [{ path: 'data.state', reason: 'is odd' }] },
    ]);
    expect(intake.taken.map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('tries again after 5xx and cut connections, and says so once', async () => {
    const { client, intake, troubles } = await clientOf((_ids, request) =>
      request === 1 ? { status: 503 } : request === 2 ? { reset: true } : {},
    );
    expect(await client.post([event('a')])).toEqual([]);
    expect(intake.requests).toBe(3);
    expect(troubles).toEqual(['it answered 503']);
  });

  it('halves a batch that is too large, down to the one event that is', async () => {
    const { client, intake } = await clientOf((ids) => (ids.includes('big') ? { status: 413 } : {}));
    const refused = await client.post(['a', 'b', 'c', 'big', 'd'].map(event));
    expect(refused).toEqual([
      { index: 3, problems: [{ path: '', reason: expect.stringContaining('larger than the server takes') }] },
    ]);
    expect(intake.taken.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives up when nobody listens for longer than its patience', async () => {
    const { client, intake, troubles } = await clientOf(() => ({}), 300);
    await intake.stop();
    await expect(client.post([event('a')])).rejects.toThrow(ServerUnreachable);
    expect(troubles).toEqual(['nothing listens there (connection refused)']);
  });

  it('refuses a server that is not Barometer', async () => {
    const { intake } = await clientOf(() => ({}));
    const signal = new AbortController().signal;
    const client = new IntakeClient({ to: `${intake.url}/elsewhere`, patience: 0, signal, onTrouble: () => {} });
    await expect(client.post([event('a')])).rejects.toThrow(ServerRefused);
    await expect(client.post([event('a')])).rejects.toThrow(/answered 404.*is the address right/s);
  });

  it('stops waiting at once when it is aborted', async () => {
    intake = await RecordingIntake.start(() => ({ status: 500 }));
    const abort = new AbortController();
    const options = { to: intake.url, patience: 60_000, signal: abort.signal, onTrouble: () => abort.abort() };
    await expect(new IntakeClient(options).post([event('a')])).rejects.toThrow(/abort/i);
    expect(intake.requests).toBe(1);
  });
});
