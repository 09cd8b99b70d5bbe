import '../../tools/kafka/src/vitest-broker.ts';

import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { HOUR } from '#core/time';
import { loadSettings } from '#libs/config';
import type { EventLog } from '#libs/event-log';
import { INPUT_TOPICS, inputTopics } from '#libs/events';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { createLogger, openEventLog } from '#libs/runtime';
import { ledgerCheck } from '../../tools/faults/src/checks/ledger-check.ts';
import { History } from '../../tools/faults/src/history/history.ts';
import { foreignRecord, topicOfEvent } from '../../tools/faults/src/history/wire.ts';
import { ExpectedFacts } from '../../tools/faults/src/oracle/expected-facts.ts';
import { readInputLog } from '../../tools/faults/src/oracle/input-log.ts';
import { BarometerProcess, buildProgram } from './barometer-process.ts';
import type { HttpClient } from './http-client.ts';

const PARTITIONS = 6;
const SUBJECTS = 3_000;
const HELD = /^barometer_partition_running\{.*topic="([^"]+)".*partition="(\d+)".*\} 1$/gm;
const LAG = /^barometer_consumer_lag_records\{.*\} (\d+)$/gm;
const READ = /^barometer_events_total\{.*outcome="applied".*\} (\d+)$/gm;

let postgres: TestPostgres;
let database: Database;
let log: EventLog;
let environment: Record<string, string>;

beforeAll(async () => {
  await buildProgram();
  postgres = await startTestPostgres();
  environment = {
    DATABASE_URL: await postgres.createDatabase(),
    KAFKA_BROKERS: inject('kafkaBrokers').join(','),
    BAROMETER_TOPIC_PREFIX: `replicas-${randomUUID().slice(0, 8)}.`,
    BAROMETER_PARTITIONS: String(PARTITIONS),
    BAROMETER_HTTP_PORT: '0',
  };
  database = await Database.open({ url: environment['DATABASE_URL'] as string, applicationName: 'replicas-test' });
  const { settings } = loadSettings(environment, process.cwd());
  log = await openEventLog(settings, { database: undefined, clock: Date.now, logger: createLogger('error') });
  await log.ensureTopics(inputTopics(PARTITIONS));
});
afterEach(() => BarometerProcess.killAll());
afterAll(async () => {
  await log?.close();
  await database?.close();
  await postgres?.stop();
});

describe('three projectors', () => {
  it('hold disjoint partitions, share the work, and sum up to the oracle while they come and go', async () => {
    const history = new History({ seed: 3, subjects: SUBJECTS, from: Date.now() - HOUR, length: HOUR });
    const events = sendingsOf(history);
    const thirds = [events.slice(0, events.length / 3), events.slice(events.length / 3, (2 * events.length) / 3)];

    const first = new BarometerProcess(['start', 'projector'], environment);
    const firstClient = await first.ready();
    await send(thirds[0] as typeof events);

    const others = [1, 2].map(() => new BarometerProcess(['start', 'projector'], environment));
    const clients = [firstClient, ...(await Promise.all(others.map((each) => each.ready())))];
    await untilShared(clients);
    const readBefore = await Promise.all(clients.map(async (client) => sumOf(client, READ)));
    await send(thirds[1] as typeof events);
    await untilCaughtUp(clients);
    const read = await Promise.all(clients.map(async (client) => sumOf(client, READ)));
    read.forEach((events, nr) => expect(events, `projector ${nr}`).toBeGreaterThan(readBefore[nr] as number));

    // One leaves in order, one is killed in the middle of the rest: whoever stays takes their partitions over.
    const sending = send(events.slice((2 * events.length) / 3));
    expect(await others[0]?.interrupt()).toBe(0);
    await others[1]?.kill();
    await sending;
    await untilShared([firstClient]);
    await untilCaughtUp([firstClient]);

    const expected = new ExpectedFacts(history, await readInputLog(log));
    expect(expected.missing()).toEqual([]);
    const { figures, failures } = await ledgerCheck.run({ database, expected });
    expect(failures, figures).toEqual([]);
  });
});

type Due = { readonly key: string; readonly event: Parameters<typeof foreignRecord>[1] };

/** In the order in which the history wants them sent, duplicates and late ones included. */
function sendingsOf(history: History): Due[] {
  const due: (Due & { readonly at: number })[] = [];
  for (let index = 0; index < history.subjects; index += 1) {
    const { key, sendings } = history.subject(index);
    for (const { event, after } of sendings) due.push({ key, event, at: index + after });
  }
  return due.sort((one, other) => one.at - other.at);
}

async function send(due: readonly Due[]): Promise<void> {
  for (let from = 0; from < due.length; from += 500) {
    const topics = Map.groupBy(due.slice(from, from + 500), ({ event }) => topicOfEvent(event));
    for (const [topic, some] of topics)
      await log.append(
        topic,
        some.map(({ key, event }) => foreignRecord(key, event)),
      );
  }
}

/** Every partition of the input topics is held by exactly one of them, and none of them holds much more than its share. */
async function untilShared(clients: readonly HttpClient[]): Promise<void> {
  const all = INPUT_TOPICS.length * PARTITIONS;
  await expect
    .poll(
      async () => {
        const held = await Promise.all(clients.map(heldBy));
        const largest = Math.max(...held.map((each) => each.length));
        return {
          held: held.flat().length,
          different: new Set(held.flat()).size,
          fair: largest <= all / clients.length,
        };
      },
      { timeout: 90_000, interval: 250 },
    )
    .toEqual({ held: all, different: all, fair: true });
}

async function untilCaughtUp(clients: readonly HttpClient[]): Promise<void> {
  const behind = async () =>
    (await Promise.all(clients.map(async (client) => sumOf(client, LAG)))).reduce((a, b) => a + b);
  await expect.poll(behind, { timeout: 90_000, interval: 250 }).toBe(0);
}

async function heldBy(client: HttpClient): Promise<string[]> {
  return [...(await client.metrics()).matchAll(HELD)].map(([, topic, partition]) => `${topic}/${partition}`);
}

async function sumOf(client: HttpClient, figure: RegExp): Promise<number> {
  return [...(await client.metrics()).matchAll(figure)].reduce((sum, [, value]) => sum + Number(value), 0);
}
