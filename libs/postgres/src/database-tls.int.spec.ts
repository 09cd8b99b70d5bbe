import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Authority, type Certified } from '../../../tools/certificates/src/authority.ts';
import { serveTls } from './database-tls.fixture.ts';
import { Database, DatabaseUnreachable } from './database.ts';
import type { DatabaseTls } from './database-tls.ts';
import { startTestPostgres, type TestPostgres } from './embedded/test-postgres.ts';

let postgres: TestPostgres;
let url: string;
let ca: string;
let otherCa: string;
let client: Certified;

beforeAll(async () => {
  otherCa = (await Authority.make('another authority')).ca;
  postgres = await startTestPostgres();
  url = await postgres.createDatabase();
});
afterAll(() => postgres.stop());

/** Connects to 127.0.0.1, and tells what the server knows of the connection. */
async function connect(tls: DatabaseTls | undefined, to = url) {
  const database = await Database.open({ url: to, applicationName: 'tls', poolSize: 1, tls });
  try {
    const [row] = await database.query('SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    return row;
  } finally {
    await database.close();
  }
}

const failureOf = (tls: DatabaseTls | undefined, to = url) =>
  connect(tls, to).then(
    () => 'connected',
    (error: Error) => {
      expect(error).toBeInstanceOf(DatabaseUnreachable);
      return error.message;
    },
  );

describe('a server without TLS', () => {
  test('is refused when TLS is asked for', async () => {
    expect(await failureOf({ mode: 'require' })).toMatch(
      /Turn TLS on in the server \(ssl = on\), or set DATABASE_TLS=disable\.$/,
    );
  });
});

describe('a server with a certificate', () => {
  beforeAll(async () => {
    const authority = await Authority.make('desk authority');
    ({ ca } = authority);
    client = await authority.sign('barometer');
    await serveTls(url, await authority.sign('postgres', { hosts: ['127.0.0.1'] }), ca);
  });

  test('is trusted by its authority, and by nobody else', async () => {
    expect(await connect({ mode: 'verify-full', ca })).toEqual({ ssl: true, client_dn: null });
    expect(await failureOf({ mode: 'verify-full', ca: otherCa })).toMatch(
      /Name the file of its authority with DATABASE_TLS_CA\.$/,
    );
    expect(await failureOf({ mode: 'verify-ca', ca: otherCa })).toMatch(/DATABASE_TLS_CA/);
    expect(await failureOf({ mode: 'verify-full' })).toMatch(/DATABASE_TLS_CA/);
    expect(await connect({ mode: 'require' })).toMatchObject({ ssl: true });
  });

  test('must carry the name that it is reached by, unless only its authority counts', async () => {
    const other = url.replace('127.0.0.1', 'localhost');
    expect(await failureOf({ mode: 'verify-full', ca }, other)).toMatch(
      /Its certificate is for another name: .*localhost.* Name the host in DATABASE_URL as the certificate does, or set DATABASE_TLS=verify-ca\.$/,
    );
    expect(await connect({ mode: 'verify-ca', ca }, other)).toMatchObject({ ssl: true });
  });

  test('is shown the certificate of this client', async () => {
    expect(await connect({ mode: 'verify-full', ca, ...client })).toEqual({ ssl: true, client_dn: '/CN=barometer' });
  });

  test('that is out of date is refused', async () => {
    const authority = await Authority.make('desk authority');
    const stale = await authority.sign('postgres', { notAfter: new Date(Date.now() - 60_000) });
    await serveTls(url, stale, authority.ca);
    expect(await failureOf({ mode: 'verify-full', ca: authority.ca })).toMatch(
      /Its certificate is out of date \(CERT_HAS_EXPIRED\)/,
    );
  });
});

describe('a login that the server does not take', () => {
  test('is told from everything else, without the password', async () => {
    const wrong = Object.assign(new URL(url), { password: 'hunter2' }).href;
    const message = await failureOf(undefined, wrong);
    expect(message).toMatch(/Check the user and the password, in DATABASE_URL or DATABASE_PASSWORD\.$/);
    expect(message).not.toContain('hunter2');
    const missing = Object.assign(new URL(url), { pathname: '/nowhere' }).href;
    expect(await failureOf(undefined, missing)).toMatch(/Create the database, or name another one in DATABASE_URL\.$/);
  });
});
