import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';

const silent = () => undefined;
const isRoot = process.getuid?.() === 0;
let dataDir: string;
let running: EmbeddedPostgres[] = [];
let children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'barometer-embedded-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  // What a killed child left running.
  const orphan = await postmasterPid().catch(() => undefined);
  if (orphan !== undefined) process.kill(orphan, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

async function start(folder = dataDir, port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, log: silent, ...(port && { port }) });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that starts a server on the folder, writes a row and stays. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string; refusal: string }> {
  const module = new URL('./embedded-postgres.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
       const options = { dataDir: ${JSON.stringify(dataDir)}, log: () => undefined };
       const said = await startEmbeddedPostgres(options).catch((error) => ({ refusal: error.message }));
       process.on('SIGUSR2', () => process.exit(1));
       console.log(JSON.stringify(said));
       setInterval(() => undefined, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: '', refusal: '', ...(JSON.parse(line.toString()) as object) };
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data, port and password in the folder over a stop', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test('is durable, and open to this machine and to the password only', async () => {
    const { url } = await start();
    expect(
      await query(
        url,
        `SELECT name, setting FROM pg_settings WHERE name IN
         ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories') ORDER BY name`,
      ),
    ).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  test('is taken over from a process that was killed', async () => {
    const { child, url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS value');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const orphan = await postmasterPid();
    const server = await start();
    expect(await postmasterPid()).toBe(orphan);
    expect(await query(server.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await server.stop();
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('recovers when the server was killed too', async () => {
    const { child, url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS value');
    process.kill(await postmasterPid(), 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await start();
    expect(await query(server.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test.runIf(process.platform === 'linux')('sees through a pid file whose process is now another program', async () => {
    const server = await start();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await server.stop();
    const sleeper = spawn('sleep', ['60'], { cwd: tmpdir() });
    children.push(sleeper);
    await writeFile(file, text.replace(/^\d+/, String(sleeper.pid)));
    const again = await start();
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('refuses a folder that a live process uses, and says which process and what to do', async () => {
    const { child, url } = await startElsewhere();
    await expect(start()).rejects.toThrow(
      `The data folder ${dataDir} is in use by another Barometer (process ${child.pid}). ` +
        'Stop that one, or give this one a folder of its own with BAROMETER_DATA_DIR.',
    );
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('lets one of two simultaneous first starts win', async () => {
    const here = start().then(
      () => '',
      (error: Error) => error.message,
    );
    const elsewhere = startElsewhere().then(({ refusal }) => refusal);
    const refusals = (await Promise.all([here, elsewhere])).sort();
    expect(refusals[0]).toBe('');
    expect(refusals[1]).toMatch(/is in use by another Barometer \(process \d+\)/);
  });

  test('goes down with a process that exits without stopping it', async () => {
    const { child, url } = await startElsewhere();
    child.kill('SIGUSR2');
    await once(child, 'exit');
    await vi.waitFor(() => expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED'), 10_000);
  });

  test('moves to another port when the remembered one is taken', async () => {
    const first = await start();
    await first.stop();
    const port = Number(new URL(first.url).port);
    const blocker = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`,
    ]);
    children.push(blocker);
    await once(blocker.stdout, 'data');
    const second = await start();
    expect(new URL(second.url).port).not.toBe(String(port));
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('says that data without their password cannot be opened', async () => {
    const server = await start();
    await server.stop();
    await rm(join(dataDir, 'password'));
    await expect(start()).rejects.toThrow(/holds a database but not its password: .*password is missing/);
  });

  test.runIf(isRoot)('says which folder is closed to the user that PostgreSQL runs as', async () => {
    const closed = join(dataDir, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    await chmod(dataDir, 0o755);
    await expect(start(join(closed, 'data'))).rejects.toThrow(
      new RegExp(`runs as the user "\\w+", which may not enter ${closed}\\. Set BAROMETER_DATA_DIR to a folder`),
    );
  });

  test('listens on the port it is told', async () => {
    const port = await freePort();
    expect(new URL((await start(dataDir, port)).url).port).toBe(String(port));
  });
});
