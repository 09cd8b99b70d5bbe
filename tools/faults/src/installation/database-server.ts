import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database, startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/postgres';

/** A durable PostgreSQL in a folder of its own, which can be stopped as a crash would. */
export class DatabaseServer {
  readonly port: number;
  private readonly folder: string;
  private server: EmbeddedPostgres;

  private constructor(folder: string, port: number, server: EmbeddedPostgres) {
    this.folder = folder;
    this.port = port;
    this.server = server;
  }

  static async start(port: number): Promise<DatabaseServer> {
    const folder = await mkdtemp(join(tmpdir(), 'barometer-faults-data-'));
    return new DatabaseServer(folder, port, await serve(folder, port));
  }

  /** Where the database is, by way of another port if one is given. */
  url(port = this.port): string {
    return Object.assign(new URL(this.server.url), { port: String(port) }).href;
  }

  /** A connection past every proxy. */
  async open(): Promise<Database> {
    return Database.open({ url: this.url(), applicationName: 'fault campaign' });
  }

  /** Stops the server at once, without finishing or rolling back anything, and starts it again: it recovers from its log. */
  async crash(): Promise<void> {
    const file = join(this.folder, 'postgres', 'postmaster.pid');
    const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    while (isAlive(pid)) await sleep(50);
    this.server = await serve(this.folder, this.port);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function serve(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, port, log: () => undefined });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
