import { Client } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

// Any number will do, as long as every version of this product uses the same one.
const OWNER_LOCK = 727_002;
const NAME = 'barometer owner, process ';

/**
 * Says which process a data folder belongs to: the one whose connection holds an advisory lock in the folder's own
 * server. The lock goes with the connection, hence with the process, however it ends; no pid has to be trusted.
 */
export class FolderLock {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Takes the lock of the folder whose server listens at `url`.
   *
   * @throws EmbeddedPostgresError naming the process that has it.
   */
  static async take(url: string, folder: string): Promise<FolderLock> {
    const client = new Client({ connectionString: url, application_name: `${NAME}${process.pid}`, keepAlive: true });
    // The server closes this connection when it stops; unheard, the error would end the process.
    client.on('error', () => undefined);
    let owner: string;
    try {
      await client.connect();
      if (await takes(client)) return new FolderLock(client);
      owner = await ownerOf(client);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    throw new EmbeddedPostgresError(
      `The data folder ${folder} is in use by another Barometer (process ${owner}). ` +
        'Stop that one, or give this one a folder of its own with BAROMETER_DATA_DIR.',
    );
  }

  async query(sql: string, parameters: unknown[] = []): Promise<unknown[]> {
    return (await this.#client.query(sql, parameters)).rows as unknown[];
  }

  /** Calls back once when the connection ends, hence also when the server does. */
  onLost(callback: () => void): void {
    this.#client.once('end', callback);
  }

  async release(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}

/** A process that has just died keeps its connection for a moment: so a few tries before believing in an owner. */
async function takes(client: Client): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [OWNER_LOCK]);
    if (rows[0]?.taken === true) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

async function ownerOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = $1`,
    [OWNER_LOCK],
  );
  return rows[0]?.name.replace(NAME, '') ?? 'that has just ended';
}
