import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The user that PostgreSQL runs as when we are root, because PostgreSQL refuses to run as root. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);

/**
 * The user to run PostgreSQL as: `undefined` (ourselves) unless we are root. As root it is the owner of an existing
 * cluster, else the system's user `postgres`, else `nobody`, which every system has; nothing is added to the system.
 *
 * @throws EmbeddedPostgresError when we are root and there is no such user.
 */
export async function postgresUser(cluster: string): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) {
    return { name: (await lookUp(String(owner.uid)))?.name ?? `#${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (user === undefined) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root, and this system has no user "postgres" or "nobody" to run it as. ' +
        'Start Barometer as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  return user;
}

async function lookUp(user: string): Promise<SystemUser | undefined> {
  try {
    const ask = async (flags: string) => (await run('id', [flags, user])).stdout.trim();
    return { name: await ask('-un'), uid: Number(await ask('-u')), gid: Number(await ask('-g')) };
  } catch {
    return undefined;
  }
}

/** The first folder on the way to `path`, itself included, that the user cannot enter; `undefined` when all can be. */
export async function firstUnreachable(path: string, user: SystemUser): Promise<string | undefined> {
  for (const folder of foldersTo(resolve(path))) {
    const found = await stat(folder).catch(() => undefined);
    // What does not exist yet will be made for the user.
    if (found === undefined) return undefined;
    const shift = found.uid === user.uid ? 6 : found.gid === user.gid ? 3 : 0;
    if (((found.mode >> shift) & 0o1) === 0) return folder;
  }
  return undefined;
}

function foldersTo(path: string): string[] {
  const { root } = parse(path);
  const names = path.slice(root.length).split(sep).filter(Boolean);
  return [root, ...names.map((_, index) => join(root, ...names.slice(0, index + 1)))];
}

/** @throws EmbeddedPostgresError when the user cannot get into the data folder. */
export async function requireReachable(dataDir: string, user: SystemUser): Promise<void> {
  const closed = await firstUnreachable(dirname(dataDir), user);
  if (closed === undefined) return;
  throw new EmbeddedPostgresError(
    `The data folder ${dataDir} is out of reach for PostgreSQL: PostgreSQL refuses to run as root and runs as the user ` +
      `"${user.name}", which may not enter ${closed}. Set BAROMETER_DATA_DIR to a folder that it can enter, such as ` +
      '/var/lib/barometer, or start Barometer as an ordinary user.',
  );
}

/** Whether the embedded PostgreSQL can keep its data in a folder of that path, made or yet to be made. */
export async function canHoldEmbeddedPostgres(dataDir: string): Promise<boolean> {
  const path = resolve(dataDir);
  const user = await postgresUser(join(path, 'postgres'));
  return user === undefined || (await firstUnreachable(dirname(path), user)) === undefined;
}
