import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, readFile, readlink, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeForPostgres, type DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { PostgresProgram } from './program.ts';
import { SETTINGS_FILE, serverSettings, type ServerSettings } from './server-settings.ts';
import type { SystemUser } from './system-user.ts';

/** The name of the database's superuser, which is Barometer itself, and of its database. */
export const ROLE = 'barometer';

const run = promisify(execFile);
const PATIENCE_SECONDS = 60;

/** One PostgreSQL data directory and the server that runs on it. */
export class Cluster {
  readonly #folder: DataFolder;
  readonly #program: PostgresProgram;
  readonly #user: SystemUser | undefined;

  constructor(folder: DataFolder, program: PostgresProgram, user: SystemUser | undefined) {
    this.#folder = folder;
    this.#program = program;
    this.#user = user;
  }

  /**
   * Makes the data directory. It is made aside and moved into place whole, so that a start that was killed half-way
   * leaves nothing behind that a later one would take for a database.
   */
  async initialise(throwaway: boolean): Promise<void> {
    const aside = join(this.#folder.path, `postgres.new-${process.pid}`);
    const passwordFile = join(aside, 'password');
    const made = join(aside, 'postgres');
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { mode: 0o700 });
    if (this.#user !== undefined) await chown(aside, this.#user.uid, this.#user.gid);
    await writeForPostgres(passwordFile, `${this.#folder.password}\n`, this.#user);
    try {
      await this.#run(this.#program.initdb, [
        `--pgdata=${made}`,
        `--username=${ROLE}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(throwaway ? ['--no-sync'] : []),
      ]);
      await appendFile(join(made, 'postgresql.conf'), `\ninclude = '${SETTINGS_FILE}'\n`);
      await rename(made, this.#folder.cluster).catch(ignoreTaken);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** Starts the server and waits until it takes connections. */
  async start(settings: ServerSettings): Promise<void> {
    // PostgreSQL sees through a pid file of a dead process, but not of one that lives and is something else.
    if ((await this.postmaster()) === undefined) await rm(this.#pidFile, { force: true });
    await writeForPostgres(join(this.#folder.cluster, SETTINGS_FILE), serverSettings(settings), this.#user);
    const log = join(this.#folder.cluster, 'server.log');
    await rename(log, `${log}.previous`).catch(() => undefined);
    try {
      // pg_ctl gives the server a session of its own: Ctrl-C in a terminal reaches us alone, and we stop it in order.
      await this.#control('start', '--log', log);
    } catch (cause) {
      const words = await readFile(log, 'utf8').catch(() => '');
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start on ${this.#folder.cluster}. Its last words, from ${log}:\n${lastLines(words, 8)}`,
        { cause },
      );
    }
  }

  /** Stops the server, rolling back what is under way; nothing committed is lost. No server is fine too. */
  async stop(): Promise<void> {
    if ((await this.postmaster()) === undefined) return;
    await this.#control('stop', '--mode=fast');
  }

  /** The running server of this directory, as its pid file tells; `undefined` when there is none. */
  async postmaster(): Promise<Postmaster | undefined> {
    const text = await readFile(this.#pidFile, 'utf8').catch(() => '');
    const [pid, , , port] = text.split('\n').map((line) => Number(line.trim()));
    if (!pid || !isAlive(pid) || (await this.#worksElsewhere(pid))) return undefined;
    return { pid, port: port || undefined };
  }

  get #pidFile(): string {
    return join(this.#folder.cluster, 'postmaster.pid');
  }

  /**
   * After a crash the pid file names a process that is gone, waits to be reaped, or now is something else. Where the
   * system tells which directory a process works in, all three are seen through; elsewhere the pid alone has to do.
   */
  async #worksElsewhere(pid: number): Promise<boolean> {
    if (process.platform !== 'linux') return false;
    return (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) !== this.#folder.cluster;
  }

  async #control(verb: 'start' | 'stop', ...options: string[]): Promise<void> {
    const wait = ['--wait', `--timeout=${PATIENCE_SECONDS}`, '--silent'];
    await this.#run(this.#program.pgCtl, [verb, '--pgdata', this.#folder.cluster, ...wait, ...options]);
  }

  async #run(program: string, args: string[]): Promise<void> {
    try {
      await run(program, args, {
        cwd: dirname(this.#folder.cluster),
        env: { ...withoutPostgresNames(process.env), LC_ALL: 'C' },
        ...(this.#user && { uid: this.#user.uid, gid: this.#user.gid }),
      });
    } catch (cause) {
      const { stderr, message } = cause as Error & { stderr?: string };
      throw new EmbeddedPostgresError(
        `${program} failed: ${lastLines(stderr || message, 6)}\nIf a library is missing, run "npm ci" with install ` +
          'scripts allowed; or set DATABASE_URL to a PostgreSQL of your own.',
        { cause },
      );
    }
  }
}

export interface Postmaster {
  readonly pid: number;
  /** Unknown for a moment while the server starts. */
  readonly port: number | undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  // Another start on the same folder was faster; its cluster has the same password.
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n');
}

/** A PGPORT or PGDATA meant for another database must not reach this one. */
function withoutPostgresNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^PG[A-Z]+$/.test(name)));
}
