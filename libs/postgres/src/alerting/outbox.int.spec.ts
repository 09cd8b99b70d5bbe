import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../database.ts';
import { startTestPostgres, type TestPostgres } from '../embedded/index.ts';
import { appendToOutbox, OUTBOX_CHANNEL, type NewOutboxMessage } from './outbox.ts';
import {
  claimDue,
  countPending,
  giveUp,
  markDelivered,
  nextDueAt,
  postpone,
  removeDelivered,
} from './outbox-delivery.ts';

const TOPIC = 'topic:alert-changed';
const HOOK = 'webhook:default';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'outbox test' });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

beforeEach(async () => {
  await database.execute('TRUNCATE outbox RESTART IDENTITY');
});

function message(eventId: string, key = eventId, destination = HOOK): NewOutboxMessage {
  return { destination, key, eventId, type: 'alert.changed.v1', happenedAt: 1, body: `{"said":"${eventId}"}` };
}

const claim = (now: number, limit = 10, destination = HOOK) =>
  claimDue(database, destination, { now, limit, leaseUntil: now + 1_000 });

const ids = (messages: readonly { readonly eventId: string }[]) => messages.map(({ eventId }) => eventId);

describe('the outbox', () => {
  it('gives messages in the order they were written, to one taker at a time', async () => {
    await appendToOutbox(database, [message('a'), message('b'), message('c')], 100);
    expect(await claim(99)).toEqual([]);
    const [first] = await claim(100, 1);
    expect(first).toMatchObject({ ...message('a'), sequence: 1, createdAt: 100, attempts: 1 });
    expect(ids(await claim(100))).toEqual(['b', 'c']);
    expect(await claim(100)).toEqual([]);
  });

  it('keeps destinations apart', async () => {
    await appendToOutbox(database, [message('a', 'k', TOPIC), message('a', 'k', HOOK)], 100);
    expect(ids(await claim(100, 10, TOPIC))).toEqual(['a']);
    expect([await countPending(database, TOPIC), await countPending(database, HOOK)]).toEqual([1, 1]);
  });

  it('holds a message back while an earlier one of its key waits, whatever time that takes', async () => {
    await appendToOutbox(database, [message('fires', 'k'), message('ends', 'k'), message('other')], 100);
    const [fires, other] = await claim(100);
    expect(ids([fires!, other!])).toEqual(['fires', 'other']);
    await postpone(database, fires!, 5_000, 'away');
    expect(await claim(4_000)).toMatchObject([{ eventId: 'other', attempts: 2 }]);
    const [again] = await claim(5_000);
    expect(again).toMatchObject({ eventId: 'fires', attempts: 2 });
    await markDelivered(database, [again!], 5_001);
    expect(ids(await claim(5_001, 1))).toEqual(['ends']);
  });

  it('lets the next message of a key go when the earlier one was given up', async () => {
    await appendToOutbox(database, [message('fires', 'k'), message('ends', 'k')], 100);
    const [fires] = await claim(100);
    await giveUp(database, fires!, 101, '410 Gone');
    expect(ids(await claim(101))).toEqual(['ends']);
    expect(await database.query('SELECT given_up_at, last_error FROM outbox WHERE event_id = $1', ['fires'])).toEqual([
      { given_up_at: 101, last_error: '410 Gone' },
    ]);
  });

  it('gives a message out again when its taker has vanished, and lets the later taker decide', async () => {
    await appendToOutbox(database, [message('a')], 100);
    const [abandoned] = await claim(100);
    expect(await claim(1_099)).toEqual([]);
    const [taken] = await claim(1_100);
    expect(taken).toMatchObject({ eventId: 'a', attempts: 2 });
    await giveUp(database, abandoned!, 1_101, 'the first taker woke up');
    await postpone(database, abandoned!, 9_999, 'the first taker woke up');
    expect(await countPending(database, HOOK)).toBe(1);
    expect(await nextDueAt(database, HOOK)).toBe(2_100);
    await markDelivered(database, [taken!], 1_102);
    expect(await countPending(database, HOOK)).toBe(0);
  });

  it('says when the next message that is not held back is due', async () => {
    expect(await nextDueAt(database, HOOK)).toBeUndefined();
    await appendToOutbox(database, [message('a', 'k'), message('b', 'k')], 100);
    const [a] = await claim(100);
    await postpone(database, a!, 7_000, 'away');
    expect(await nextDueAt(database, HOOK)).toBe(7_000);
  });

  it('gives many takers at once each message once', async () => {
    const written = Array.from({ length: 60 }, (_, i) => message(`m-${i}`));
    await appendToOutbox(database, written, 100);
    const taken = await Promise.all(Array.from({ length: 8 }, () => claim(100, 10)));
    const all = taken.flat();
    expect(new Set(ids(all)).size).toBe(all.length);
    expect(taken.every((some) => some.length <= 10)).toBe(true);
    expect([...ids(all), ...ids(await claim(100, 60))].toSorted()).toEqual(ids(written).toSorted());
  });

  it('finds the oldest few among many that wait, without weighing all of them', async () => {
    const waiting = Array.from({ length: 20_000 }, (_, i) => message(`m-${i}`, `k-${i % 10_000}`));
    await appendToOutbox(database, waiting, 100);
    const begun = performance.now();
    for (let i = 0; i < 20; i += 1) expect(ids(await claim(100, 5))).toHaveLength(5);
    expect(await nextDueAt(database, HOOK)).toBe(100);
    // Some 3 ms for each claim; where the planner joins all with all it is 500.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('refuses a second message with the id of the first', async () => {
    await appendToOutbox(database, [message('a')], 100);
    await expect(appendToOutbox(database, [message('a')], 101)).rejects.toThrow(/outbox_destination_event_id_key/);
  });

  it('wakes listeners at commit, and is empty after a rollback', async () => {
    const session = await database.session();
    const heard: string[] = [];
    await session.listen(OUTBOX_CHANNEL, (payload) => heard.push(payload));
    await expect(
      database.transaction(async (tx) => {
        await appendToOutbox(tx, [message('lost')], 100);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await database.transaction((tx) => appendToOutbox(tx, [message('kept')], 100));
    await expect.poll(() => heard.length).toBe(1);
    expect(ids(await claim(100))).toEqual(['kept']);
    await session.release();
  });

  it('forgets what was delivered long ago, never what waits or was given up', async () => {
    await appendToOutbox(database, [message('old'), message('new'), message('refused'), message('waits')], 100);
    const [old, recent, refused] = await claim(100, 3);
    await markDelivered(database, [old!], 200);
    await markDelivered(database, [recent!], 300);
    await giveUp(database, refused!, 200, '400');
    expect(await removeDelivered(database, 300)).toBe(1);
    expect(await database.query('SELECT event_id FROM outbox ORDER BY sequence')).toEqual(
      ['new', 'refused', 'waits'].map((event_id) => ({ event_id })),
    );
  });
});
