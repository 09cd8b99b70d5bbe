import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { SystemUser } from './system-user.ts';

/** The folder that holds everything of one embedded database. */
export interface DataFolder {
  readonly path: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly password: string;
  /** Whether the cluster has been made already. */
  readonly initialised: boolean;
}

/**
 * Opens the folder, or makes it with a new random password. Only its owner may read the password.
 *
 * @throws EmbeddedPostgresError when it cannot be written, or when it holds data without their password.
 */
export async function openDataFolder(dataDir: string, user: SystemUser | undefined): Promise<DataFolder> {
  try {
    await mkdir(dataDir, { recursive: true });
    const path = await realpath(dataDir);
    // PostgreSQL has to walk through the folder to its own; listing it is for the owner.
    await chmod(path, user === undefined ? 0o700 : 0o711);
    const cluster = join(path, 'postgres');
    const initialised = (await stat(join(cluster, 'PG_VERSION')).catch(() => undefined)) !== undefined;
    return { path, cluster, initialised, password: await passwordOf(path, initialised) };
  } catch (cause) {
    if (cause instanceof EmbeddedPostgresError) throw cause;
    throw new EmbeddedPostgresError(
      `The data folder ${dataDir} cannot be used: ${(cause as Error).message}. ` +
        'Make it writable for this user, or set BAROMETER_DATA_DIR to another folder.',
      { cause },
    );
  }
}

async function passwordOf(path: string, initialised: boolean): Promise<string> {
  const file = join(path, 'password');
  if (!initialised) {
    // `wx` leaves the password alone that another start on the same folder has just written.
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(ignoreExisting);
  }
  const password = await readFile(file, 'utf8').catch(() => '');
  if (password === '') {
    throw new EmbeddedPostgresError(
      `The data folder ${path} holds a database but not its password: ${file} is missing, empty or unreadable. ` +
        'Bring the file back, or set BAROMETER_DATA_DIR to another folder.',
    );
  }
  return password.trim();
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Writes a file that PostgreSQL reads, and that nobody else may. */
export async function writeForPostgres(file: string, text: string, user: SystemUser | undefined): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  if (user !== undefined) await chown(file, user.uid, user.gid);
}
