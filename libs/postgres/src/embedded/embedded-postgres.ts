import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Cluster, ROLE } from './cluster.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { FolderLock } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './program.ts';
import { postgresUser, requireReachable } from './system-user.ts';

export interface EmbeddedPostgresOptions {
  /** The one folder that holds everything: data, password, port. Made when it is not there. */
  readonly dataDir: string;
  /** Told in a sentence what goes on. */
  readonly log: (message: string) => void;
  /** The port to listen on. Default: the last one, or a free one. */
  readonly port?: number;
  /** Called once when the server is gone without `stop` having been called. */
  readonly onLost?: () => void;
  /** Trades durability for speed; for data that nobody wants to keep. Default false. */
  readonly throwaway?: boolean;
}

export interface EmbeddedPostgres {
  /** `postgres://…` of Barometer's database. Holds the password. */
  readonly url: string;
  /** Stops the server in order and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

const PATIENCE = 60_000;

/**
 * Starts the PostgreSQL that comes with Barometer on the folder, with the data that it holds. A server that a killed
 * process left running there is taken over.
 *
 * @throws EmbeddedPostgresError when another live process uses the folder, or PostgreSQL cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const user = await postgresUser(join(dataDir, 'postgres'));
  if (user !== undefined) await requireReachable(dataDir, user);
  const folder = await openDataFolder(dataDir, user);
  const cluster = new Cluster(folder, await findProgram(user, folder.path), user);
  if (!folder.initialised) {
    options.log(`making a new PostgreSQL database in ${folder.path}`);
    await cluster.initialise(options.throwaway ?? false);
  }
  const { lock, port, pid } = await runAndOwn(cluster, folder, options);
  await createDatabase(lock);
  return running(cluster, lock, { url: urlOf(folder, port, ROLE), pid, ...options });
}

/** Gets a server running on the folder and the folder's lock, whatever a process before us left behind. */
async function runAndOwn(cluster: Cluster, folder: DataFolder, options: EmbeddedPostgresOptions) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      const found = await cluster.postmaster();
      const started = found === undefined ? await start(cluster, folder, options) : undefined;
      const port = started ?? found?.port;
      if (port === undefined) throw new Error('the server is starting');
      const lock = await FolderLock.take(urlOf(folder, port, 'postgres'), folder.path);
      if (started === undefined) options.log(`took over the PostgreSQL that an earlier process left on port ${port}`);
      const pid = (await cluster.postmaster())?.pid;
      return { lock, port, pid };
    } catch (error) {
      // Anything but our own verdict passes: a server that starts up or shuts down takes no connection for a moment.
      if (error instanceof EmbeddedPostgresError || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** @returns the port, or `undefined` when another process has started a server on the folder in this moment. */
async function start(cluster: Cluster, folder: DataFolder, options: EmbeddedPostgresOptions) {
  const file = join(folder.path, 'port');
  const port = await freePort(options.port ?? (Number(await readFile(file, 'utf8').catch(() => '')) || 0));
  try {
    await cluster.start({ port, throwaway: options.throwaway ?? false });
  } catch (error) {
    if ((await cluster.postmaster()) !== undefined) return undefined;
    throw error;
  }
  await writeFile(file, `${port}\n`);
  options.log(`PostgreSQL listens on 127.0.0.1:${port}`);
  return port;
}

async function createDatabase(lock: FolderLock): Promise<void> {
  const found = await lock.query('SELECT 1 FROM pg_database WHERE datname = $1', [ROLE]);
  if (found.length === 0) await lock.query(`CREATE DATABASE ${ROLE}`);
}

function running(
  cluster: Cluster,
  lock: FolderLock,
  { url, pid, onLost }: { url: string; pid: number | undefined; onLost?: () => void },
): EmbeddedPostgres {
  let stopped: Promise<void> | undefined;
  // A process that exits without having stopped in order takes the server along all the same.
  const atExit = () => interrupt(pid);
  process.once('exit', atExit);
  lock.onLost(() => {
    if (stopped === undefined) onLost?.();
  });
  const stop = async () => {
    process.off('exit', atExit);
    await cluster.stop();
    await lock.release();
  };
  return { url, stop: () => (stopped ??= stop()) };
}

function interrupt(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGINT');
  } catch {
    // It has ended before us.
  }
}

function urlOf(folder: DataFolder, port: number, database: string): string {
  return `postgres://${ROLE}:${folder.password}@127.0.0.1:${port}/${database}`;
}
