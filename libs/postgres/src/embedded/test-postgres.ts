import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** A PostgreSQL for tests: real, empty, gone afterwards. */
export interface TestPostgres {
  /** Makes an empty database of its own. @returns its URL. */
  createDatabase(): Promise<string>;
  /** Drops the databases made here; stops and removes the server if it was started here. */
  stop(): Promise<void>;
}

/**
 * The server that `TEST_DATABASE_URL` names, or else a throwaway one in a temporary folder. Call it in `beforeAll` and
 * `stop` in `afterAll`: one server per test file costs about two seconds.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return databasesOn(given, async () => undefined);
  const dataDir = await mkdtemp(join(tmpdir(), 'barometer-test-'));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, throwaway: true });
  return databasesOn(server.url, async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

function databasesOn(url: string, stopServer: () => Promise<void>): TestPostgres {
  const made: string[] = [];
  return {
    async createDatabase() {
      const name = `barometer_test_${randomBytes(6).toString('hex')}`;
      await administer(url, `CREATE DATABASE ${name}`);
      made.push(name);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    async stop() {
      for (const name of made.splice(0)) await administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await stopServer();
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
