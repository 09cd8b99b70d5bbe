import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LogUnavailable, MemoryEventLog } from '#libs/event-log';
import { Metrics } from '#libs/metrics';
import {
  appendToOutbox,
  claimDue,
  Database,
  holdAs,
  startTestPostgres,
  type NewOutboxMessage,
  type TestPostgres,
} from '#libs/postgres';
import { givenLogger, metricValue } from '../given-log-entries.fixture.ts';
import { answer, cut, GivenReceiver, hang, SECRET } from '../given-receiver.fixture.ts';
import { OutboxDelivery } from './outbox-delivery.ts';
import type { Patience } from './patience.ts';
import type { Receiver } from './receiver.ts';
import { TopicReceiver } from './topic-receiver.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const HOOK = 'webhook:default';
const TOPIC = 'topic:alert-changed';
const IMPATIENT: Patience = { first: 40, longest: 100, giveUpAfter: 60_000 };

let postgres: TestPostgres;
let database: Database;
let receiver: GivenReceiver;
let logger: ReturnType<typeof givenLogger>;
let metrics: Metrics;
let running: OutboxDelivery[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({
    url: await postgres.createDatabase(),
    applicationName: 'delivery test',
    poolSize: 20,
  });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

beforeEach(async () => {
  await database.execute('TRUNCATE outbox RESTART IDENTITY');
  receiver = await GivenReceiver.start();
  logger = givenLogger();
  metrics = new Metrics({ process: false });
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((delivery) => delivery.onApplicationShutdown()));
  await receiver.stop();
  expect(receiver.forged).toEqual([]);
});

function webhook(changes: { patience?: Patience; timeout?: number } = {}): WebhookReceiver {
  const settings = {
    name: 'default',
    setting: 'BAROMETER_WEBHOOK_URL',
    url: receiver.url,
    secret: SECRET,
    clock: Date.now,
    patience: IMPATIENT,
    timeout: 300,
  };
  return new WebhookReceiver({ ...settings, ...changes });
}

function deliver(to: Receiver, idleWait = 50): OutboxDelivery {
  const settings = { database, clock: Date.now, random: () => 0.5, logger, metrics, idleWait };
  const delivery = new OutboxDelivery([to], settings);
  delivery.onApplicationBootstrap();
  running.push(delivery);
  return delivery;
}

function message(eventId: string, key = eventId, destination = HOOK): NewOutboxMessage {
  return {
    destination,
    key,
    eventId,
    type: 'alert.changed.v1',
    happenedAt: 1_795_169_704_200,
    body: `{"is":"${eventId}"}`,
  };
}

const write = (...messages: NewOutboxMessage[]) =>
  database.transaction((tx) => appendToOutbox(tx, messages, Date.now()));

const until = (condition: () => unknown) => expect.poll(condition, { timeout: 10_000, interval: 5 });

const row = async (eventId: string) =>
  (
    await database.query('SELECT attempts, last_error, delivered_at, given_up_at FROM outbox WHERE event_id = $1', [
      eventId,
    ])
  )[0];

const deliveries = (outcome: string) =>
  metricValue(metrics.render(), `barometer_deliveries_total{receiver="${HOOK}",outcome="${outcome}"}`);

describe('delivery to a webhook', () => {
  it('posts what was written, signed, under its own id, soon after the commit', async () => {
    deliver(webhook(), 60_000);
    await until(async () => database.query(`SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`)).toHaveLength(1);
    const begun = Date.now();
    await write(message('a'));
    await until(() => receiver.taken).toEqual(['a']);
    expect(receiver.received[0]!.at - begun).toBeLessThan(500);
    expect(receiver.received[0]).toMatchObject({ body: '{"is":"a"}', headers: { 'content-type': 'application/json' } });
    await until(() => deliveries('delivered')).toBe(1);
    expect(await row('a')).toMatchObject({ attempts: 1, last_error: null, given_up_at: null });
  });

  it.each([
    ['answers 500', answer(500), /^500: the receiver cannot take the message now$/],
    ['answers 408', answer(408), /^408/],
    ['redirects', answer(302, { location: 'http://127.0.0.1:1/' }), /BAROMETER_WEBHOOK_URL/],
    ['does not answer', hang, /no answer within 300 ms/],
    ['cuts the connection half-way', cut, /cannot be reached: [A-Z_]+/],
  ])('tries again, under the same id, when the receiver %s', async (_, behaviour, error) => {
    receiver.behaviours = [behaviour, behaviour];
    deliver(webhook());
    await write(message('a'));
    await until(() => receiver.taken).toEqual(['a']);
    expect(receiver.received.map(({ id, body }) => [id, body])).toEqual([1, 2, 3].map(() => ['a', '{"is":"a"}']));
    await until(() => row('a')).toMatchObject({ attempts: 3, delivered_at: expect.any(Number) });
    expect(await deliveries('retried')).toBe(2);
    const [warning] = logger.entries.filter(({ level }) => level === 'warn');
    expect(warning).toMatchObject({ fields: { destination: HOOK, eventId: 'a', attempts: 1 } });
    expect(warning!.fields['error']).toMatch(error);
    expect(JSON.stringify(logger.entries)).not.toMatch(/not-for-logs|whsec_/);
  });

  it('leaves a receiver alone for as long as it asks, with everything it has for it', async () => {
    receiver.behaviours = [answer(429, { 'retry-after': '1' })];
    deliver(webhook());
    await write(message('a'));
    await until(() => receiver.received).toHaveLength(1);
    await until(async () => (await row('a'))?.['last_error']).toMatch(/^429/);
    await write(message('b'));
    await until(() => receiver.taken.toSorted()).toEqual(['a', 'b']);
    const [refused, ...later] = receiver.received;
    for (const { at } of later) expect(at - refused!.at).toBeGreaterThanOrEqual(990);
  });

  it.each([400, 401, 404, 410, 422])('gives up visibly when the receiver answers %i', async (status) => {
    receiver.behaviours = [answer(status)];
    deliver(webhook());
    await write(message('fires', 'k'), message('ends', 'k'));
    await until(() => receiver.taken).toEqual(['ends']);
    expect(await row('fires')).toMatchObject({ attempts: 1, delivered_at: null, given_up_at: expect.any(Number) });
    expect(await deliveries('given-up')).toBe(1);
    expect(logger.entries.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { eventId: 'fires', error: `${status}: the receiver refuses the message` } },
    ]);
  });

  it('gives up when the patience ends', async () => {
    receiver.behaviours = Array(50).fill(answer(503));
    deliver(webhook({ patience: { ...IMPATIENT, giveUpAfter: 300 } }));
    await write(message('a'));
    await until(() => row('a')).toMatchObject({ given_up_at: expect.any(Number), delivered_at: null });
    expect((await row('a'))?.['attempts']).toBeGreaterThan(2);
    expect(receiver.taken).toEqual([]);
  });

  it('does not page about what has waited too long while nobody delivered', async () => {
    await appendToOutbox(database, [message('old')], Date.now() - 61_000);
    await write(message('new'));
    deliver(webhook());
    await until(() => receiver.taken).toEqual(['new']);
    await until(() => row('old')).toMatchObject({
      last_error: 'too old to be delivered',
      given_up_at: expect.any(Number),
    });
  });

  it('keeps the steps of an alert in order while others go on', async () => {
    receiver.behaviours = [answer(500)];
    deliver(webhook());
    await write(message('k/1', 'k'), message('k/2', 'k'), message('other'));
    await until(() => receiver.taken).toHaveLength(3);
    expect(receiver.taken.indexOf('k/1')).toBeLessThan(receiver.taken.indexOf('k/2'));
  });

  it('goes on after the connection that hears of new messages was lost', async () => {
    deliver(webhook(), 60_000);
    const listening = () =>
      database.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`);
    await until(listening).toHaveLength(1);
    const [{ pid }] = (await listening()) as [{ pid: number }];
    await database.query('SELECT pg_terminate_backend($1)', [pid]);
    await write(message('unheard'));
    await until(() => receiver.taken).toEqual(['unheard']);
  });

  it('shows how many messages wait', async () => {
    receiver.behaviours = Array(50).fill(answer(503));
    const waiting = () => metricValue(metrics.render(), `barometer_outbox_pending{destination="${HOOK}"}`);
    await write(message('a'), message('b'));
    deliver(webhook());
    await until(waiting).toBe(2);
    receiver.behaviours = [];
    await until(waiting).toBe(0);
  });
});

describe('delivery after a crash', () => {
  it('sends again, under the same id, what was sent but not marked', async () => {
    await write(message('a'));
    const crashed = webhook();
    const now = Date.now();
    const messages = await claimDue(database, HOOK, { now, limit: 1, leaseUntil: now + crashed.lease });
    expect(await crashed.send(messages, new AbortController().signal)).toEqual({ kind: 'delivered' });
    deliver(webhook());
    await until(() => receiver.taken).toEqual(['a', 'a']);
    expect(receiver.received[1]!.at - now).toBeGreaterThanOrEqual(crashed.lease);
    await until(() => row('a')).toMatchObject({ attempts: 2, delivered_at: expect.any(Number) });
  });

  it('cuts a hanging receiver short at the stop, and sends its message after the next start', async () => {
    receiver.behaviours = [hang];
    const stopped = deliver(webhook({ timeout: 60_000 }));
    await write(message('a'));
    await until(() => receiver.received).toHaveLength(1);
    await stopped.onApplicationShutdown();
    expect(await row('a')).toMatchObject({ last_error: 'cut short because the process stopped', delivered_at: null });
    deliver(webhook());
    await until(() => receiver.taken).toEqual(['a']);
  });
});

describe('what another process had in hand when it ended', () => {
  const inHand = async (holder: number) => {
    await write(message('a'));
    const now = Date.now();
    await claimDue(database, HOOK, { now, limit: 1, leaseUntil: now + 60_000, holder });
    return now;
  };

  // Found by the fault campaign: the page of a killed alerter waited for half a minute.
  it('is delivered within seconds, not at the end of its lease', async () => {
    const session = await database.session();
    expect(await holdAs(session, 7)).toBe(true);
    await inHand(7);
    deliver(webhook());
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(receiver.taken).toEqual([]);
    const ended = Date.now();
    await session.release();
    await until(() => receiver.taken).toEqual(['a']);
    expect(Date.now() - ended).toBeLessThan(6_000);
    await until(() => row('a')).toMatchObject({ attempts: 2, delivered_at: expect.any(Number) });
  });

  it('stays with it when it has only lost its connection for a moment', async () => {
    const first = await database.session();
    await holdAs(first, 8);
    await inHand(8);
    deliver(webhook());
    await first.release();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const second = await database.session();
    expect(await holdAs(second, 8)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(receiver.taken).toEqual([]);
    await second.release();
    await until(() => receiver.taken).toEqual(['a']);
  });
});

describe('several relays at once', () => {
  it('deliver every message once, and the steps of each alert in order', async () => {
    const steps = Array.from({ length: 300 }, (_, i) =>
      message(`alert-${i % 100}/${Math.floor(i / 100)}`, `alert-${i % 100}`),
    );
    for (let i = 0; i < 4; i += 1) deliver(webhook({ timeout: 10_000 }));
    await write(...steps);
    await until(() => receiver.taken.length).toBe(300);
    await until(async () => (await database.query('SELECT FROM outbox WHERE delivered_at IS NULL')).length).toBe(0);
    expect(new Set(receiver.taken).size).toBe(300);
    for (let alert = 0; alert < 100; alert += 1) {
      const life = receiver.taken.filter((id) => id.startsWith(`alert-${alert}/`));
      expect(life).toEqual([0, 1, 2].map((step) => `alert-${alert}/${step}`));
    }
  });
});

describe('delivery to a topic', () => {
  class ShakyEventLog extends MemoryEventLog {
    failures = 0;
    override async append(...given: Parameters<MemoryEventLog['append']>): Promise<void> {
      this.failures -= 1;
      if (this.failures >= 0) throw new LogUnavailable('no broker answers');
      await super.append(...given);
    }
  }

  it('does not hold up the stop while the log is away, and sends after the next start', async () => {
    const eventLog = new ShakyEventLog({ clock: Date.now });
    await eventLog.ensureTopics([{ name: 'alert-changed', partitions: 1 }]);
    let isAway = true;
    const append = eventLog.append.bind(eventLog);
    eventLog.append = async (...given) => (isAway ? new Promise<void>(() => undefined) : append(...given));
    const stopped = deliver(new TopicReceiver('alert-changed', eventLog));
    await write(message('a', 'a', TOPIC));
    await until(async () => (await row('a'))?.attempts).toBe(1);
    const begun = Date.now();
    await stopped.onApplicationShutdown();
    expect(Date.now() - begun).toBeLessThan(5_000);
    isAway = false;
    deliver(new TopicReceiver('alert-changed', eventLog));
    await until(async () => (await eventLog.extent('alert-changed'))[0]?.high).toBe(1);
    await eventLog.close();
  });

  it('appends every event with its attributes, and waits for a log that is away, without end', async () => {
    const eventLog = new ShakyEventLog({ clock: Date.now });
    eventLog.failures = 3;
    await eventLog.ensureTopics([{ name: 'alert-changed', partitions: 1 }]);
    const patience = { first: 20, longest: 20, giveUpAfter: Infinity };
    deliver(new TopicReceiver('alert-changed', eventLog, patience));
    await write(...['a', 'b'].flatMap((key) => [1, 2].map((step) => message(`${key}/${step}`, key, TOPIC))));
    await until(async () => (await eventLog.extent('alert-changed'))[0]?.high).toBe(4);

    const values: string[] = [];
    const consumption = await eventLog.consume({
      group: 'test',
      topics: ['alert-changed'],
      resumeAt: async () => undefined,
      onBatch: async ({ records }) => {
        for (const { key, headers, value } of records) {
          const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString();
          values.push(`${text(key)} ${text(headers['ce_id'])} ${text(headers['ce_time'])} ${text(value)}`);
        }
      },
    });
    await until(() => values).toHaveLength(4);
    const line = (key: string, step: number) =>
      `${key} ${key}/${step} 2026-11-20T10:15:04.200Z {"is":"${key}/${step}"}`;
    for (const key of ['a', 'b']) {
      expect(values.filter((value) => value.startsWith(key))).toEqual([line(key, 1), line(key, 2)]);
    }
    await consumption.stop();
    await eventLog.close();
  });
});
