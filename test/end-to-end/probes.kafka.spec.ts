import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#libs/config';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/postgres';
import { startServices, type RunningServices } from '#libs/runtime';
import { SERVICES } from '../../services/barometer/src/services.ts';
import { TestBroker } from '../../tools/kafka/src/test-broker.ts';
import { answered } from './given-events.ts';
import { HttpClient } from './http-client.ts';

const ignore = () => undefined;
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const stops: (() => Promise<unknown>)[] = [];

let broker: TestBroker;
let postgres: EmbeddedPostgres;
let startPostgres: () => Promise<EmbeddedPostgres>;
let intake: HttpClient;
let others: HttpClient;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'barometer-probes-'));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));
  startPostgres = () => startEmbeddedPostgres({ dataDir, log: ignore, throwaway: true });
  postgres = await startPostgres();
  stops.push(() => postgres.stop());
  broker = await TestBroker.start();
  stops.push(() => broker.stop());
  const { settings } = loadSettings(
    { KAFKA_BROKERS: broker.address, DATABASE_URL: postgres.url, BAROMETER_HTTP_PORT: '0', BAROMETER_PARTITIONS: '2' },
    '/',
  );
  const start = async (wanted: (name: string) => boolean, databaseUrl: string | undefined): Promise<HttpClient> => {
    const chosen = SERVICES.filter(({ name }) => wanted(name));
    const running: RunningServices = await startServices(chosen, {
      settings: { ...settings, databaseUrl },
      logger: silent,
    });
    stops.push(() => running.close());
    return new HttpClient(running.url);
  };
  others = await start((name) => name !== 'intake', postgres.url);
  // On Kafka the intake has no database at all.
  intake = await start((name) => name === 'intake', undefined);
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** What is not right, by the readiness of a process; empty when it is ready. */
async function missing(client: HttpClient): Promise<string[]> {
  const { status, body } = await client.get('/health/ready');
  const { checks } = body as { checks: Record<string, string> };
  const wrong = Object.keys(checks).filter((name) => checks[name] !== 'ok');
  expect(status).toBe(wrong.length === 0 ? 200 : 503);
  return wrong;
}

const soon = (of: () => Promise<unknown>) => expect.poll(of, { timeout: 60_000, interval: 200 });
const isLive = async (client: HttpClient) => (await client.get('/health/live')).status === 200;

describe('the probes of services on Kafka', () => {
  it('say that everything is there', async () => {
    expect(await missing(intake)).toEqual([]);
    expect(await missing(others)).toEqual([]);
  });

  it('tell that the brokers are away, and that they are back', async () => {
    await broker.kill();
    await soon(() => missing(intake)).toEqual(['event-log']);
    await soon(() => missing(others)).toEqual(expect.arrayContaining(['event-log', 'projector-consumer-1']));
    expect([await isLive(intake), await isLive(others)]).toEqual([true, true]);
    await broker.restart();
    await soon(() => missing(intake)).toEqual([]);
    await soon(() => missing(others)).toEqual([]);
  });

  it('tell that the database is away, which the intake does not care about', async () => {
    await postgres.stop();
    await soon(() => missing(others)).toContain('database');
    expect(await isLive(others)).toBe(true);
    expect(await missing(intake)).toEqual([]);
    await intake.post(answered({ responseId: 'r-1', score: 9, at: Date.now() - 1_000, team: 'desk-1' }));
    postgres = await startPostgres();
    await soon(() => missing(others)).toEqual([]);
    await soon(async () => (await others.reading('nps', { window: '24h' })).n).toBe(1);
  });
});
