import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TroubledProxy } from '../../../tools/faults/src/installation/troubled-proxy.ts';
import { Database } from './database.ts';
import { startTestPostgres, type TestPostgres } from './embedded/index.ts';
import { isUnavailable } from './unavailability.ts';

let postgres: TestPostgres;
let url: string;
let proxy: TroubledProxy;
const opened: Database[] = [];

const through = (port: number) => Object.assign(new URL(url), { port: String(port) }).href;

async function open(port: number, settings: Partial<Parameters<typeof Database.open>[0]> = {}): Promise<Database> {
  const database = await Database.open({ url: through(port), applicationName: 'lost-connections', ...settings });
  opened.push(database);
  return database;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  url = await postgres.createDatabase();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  proxy = await TroubledProxy.start(Number(new URL(url).port));
});
afterEach(async () => {
  await proxy.stop();
  await Promise.all(opened.splice(0).map(async (database) => database.close()));
});

describe('a connection that is lost', () => {
  // Found by the fault campaign: an alerter died of an unheard error when its session was ended while it was being opened.
  it('in the very answer that opens it fails whoever wanted it, and does not end the process', async () => {
    const early = await endingSessionsEarly();
    const database = await open(early.port);
    early.begin();
    await expect(
      Promise.all(Array.from({ length: 3 }, async () => database.transaction(async (tx) => tx.query('SELECT 1')))),
    ).rejects.toSatisfy(isUnavailable);
    early.end();
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(early.ended).toBeGreaterThan(0);
    await early.stop();
  });

  it('in mid-transaction fails the transaction, and the next one has another connection', async () => {
    const database = await open(proxy.port);
    const cut = database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      proxy.resetAll();
      await tx.query('SELECT 2');
    });
    await expect(cut).rejects.toSatisfy(isUnavailable);
    expect(await database.query('SELECT 3 AS three')).toEqual([{ three: 3 }]);
  });

  // Found by the fault campaign: without a limit of its own, the client waited for ever for an answer that had got lost.
  it('without a word is given up when no answer comes, and is not used again', async () => {
    const database = await open(proxy.port, { statementTimeout: 200, poolSize: 1 });
    await database.query('SELECT 1');
    proxy.abandonAll();
    const begun = performance.now();
    await expect(database.transaction(async (tx) => tx.query('SELECT 1'))).rejects.toThrow('Query read timeout');
    expect(performance.now() - begun).toBeLessThan(8_000);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  // Found by the fault campaign: an alerter that was told to stop waited for its listening session until it was cut off.
  it('without a word does not hold up whoever gives a session back', async () => {
    const database = await open(proxy.port);
    const session = await database.session();
    await session.listen('letters', () => undefined);
    proxy.abandonAll();
    const begun = performance.now();
    await session.release();
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('without a word ends a session that is asked for a sign of life', async () => {
    const database = await open(proxy.port);
    const session = await database.session();
    let lost = 0;
    session.onLost(() => (lost += 1));
    expect(await session.isAlive(1_000)).toBe(true);
    proxy.abandonAll();
    expect(await session.isAlive(200)).toBe(false);
    expect(lost).toBe(1);
    await session.release();
  });
});

// Found by the fault campaign: a projector that was suspended in mid-transaction kept its heir waiting for its lock.
it('a transaction that stands still gives its locks back, and fails when it goes on', async () => {
  const [still, heir] = [await open(proxy.port, { idleTransactionTimeout: 300 }), await open(proxy.port)];
  await heir.execute('CREATE TABLE position (next integer)');
  await heir.execute('INSERT INTO position VALUES (1)');
  const lock = 'SELECT next FROM position FOR UPDATE';
  const begun = performance.now();
  const standing = still.transaction(async (tx) => {
    await tx.query(lock);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await tx.execute('UPDATE position SET next = 3');
  });
  const failing = expect(standing).rejects.toSatisfy(isUnavailable);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await heir.transaction(async (tx) => {
    await tx.query(lock);
    await tx.execute('UPDATE position SET next = 2');
  });
  expect(performance.now() - begun).toBeLessThan(1_500);
  await failing;
  expect(await heir.query('SELECT next FROM position')).toEqual([{ next: 2 }]);
});

interface EarlyEnds {
  readonly port: number;
  readonly ended: number;
  begin(): void;
  end(): void;
  stop(): Promise<void>;
}

/** Passes on to PostgreSQL, and, once begun, ends each session so early that its opening and its end arrive as one. */
async function endingSessionsEarly(): Promise<EarlyEnds> {
  const administrator = await open(Number(new URL(url).port));
  let isBegun = false;
  let ended = 0;
  const server: Server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    let held: Buffer | undefined;
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.end(held ?? Buffer.alloc(0)));
    client.pipe(upstream);
    upstream.on('data', (bytes) => {
      const process = isBegun && held === undefined ? openedProcess(bytes) : undefined;
      if (process !== undefined) {
        ended += 1;
        administrator.query('SELECT pg_terminate_backend($1)', [process]).catch(() => upstream.destroy());
      }
      if (process === undefined && held === undefined) client.write(bytes);
      else held = Buffer.concat([held ?? Buffer.alloc(0), bytes]);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get ended() {
      return ended;
    },
    begin: () => void (isBegun = true),
    end: () => void (isBegun = false),
    async stop() {
      server.close();
    },
  };
}

/** The server process that is told, with BackendKeyData ('K', length 12), in the answer that opens a session. */
function openedProcess(bytes: Buffer): number | undefined {
  const place = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  return place === -1 ? undefined : bytes.readInt32BE(place + 5);
}
