import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { ROLE } from './cluster.ts';

/**
 * The address of the embedded server that another process runs on a folder, for working beside it. Holds the password.
 *
 * @returns `undefined` when none runs there
 */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const folder = resolve(dataDir);
  const [password, port] = await Promise.all(
    ['password', 'port'].map(async (name) => (await readFile(join(folder, name), 'utf8').catch(() => '')).trim()),
  );
  if (!password || !port) return undefined;
  const url = `postgres://${ROLE}:${password}@127.0.0.1:${port}/${ROLE}`;
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return url;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
