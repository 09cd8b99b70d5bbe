import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { from as copyFrom } from 'pg-copy-streams';
import { AlertEntity } from './alerting/alert.entity.ts';
import { sendCopy, type CopyRows } from './binary-copy.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { connectionAdvice } from './connection-advice.ts';
import { sslOptions, type DatabaseTls } from './database-tls.ts';
import { isDeaf, Session } from './session.ts';
import { describeUrl, parserOf } from './wire.ts';

/** What can be asked of a connection, inside a transaction or outside. */
export interface Queries {
  /** @returns the rows; 8-byte integers arrive as numbers (every one of ours is below 2^53). */
  query<Row extends QueryResultRow = QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows were written. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<number>;
}

/** What can be asked inside a transaction. */
export interface Transaction extends Queries {
  /**
   * Writes rows by a `COPY … FROM STDIN (FORMAT binary)`: what many rows of tables that only grow cost is mostly saved.
   * Resolves when the table has all of them.
   */
  copy(sql: string, rows: CopyRows): Promise<void>;
}

export interface DatabaseSettings {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly applicationName: string;
  /** Default: no TLS. */
  readonly tls?: DatabaseTls | undefined;
  /** Connections kept at most. Default 10. */
  readonly poolSize?: number;
  /** A statement that runs longer is cancelled. Default 30,000 ms; 0 for none. */
  readonly statementTimeout?: number;
  /**
   * A process that stands still in the middle of a transaction holds locks that others wait for. After so long PostgreSQL
   * ends its session, and whoever has taken its work over goes on. Default 15,000 ms.
   */
  readonly idleTransactionTimeout?: number;
}

/**
 * How long one statement of a batch of the event log may take, in milliseconds: less than the ten seconds after which the
 * brokers give a silent reader's partitions away, so that whoever hangs here learns of it before somebody takes over.
 */
export const BATCH_STATEMENT_TIMEOUT = 8_000;

/** The server cancels a statement in time. When even that is not heard, so much later the connection counts as dead. */
const ANSWER_GRACE = 5_000;

/** The database could not be reached at all; the message says where it was looked for, without the password. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
}

/** Another version of Barometer has set up the database in a way that this one does not know. */
export class UnknownSchema extends Error {
  override readonly name = 'UnknownSchema';
}

// Any number will do, as long as every process of this product uses the same one.
const MIGRATION_LOCK = 727_001;

/**
 * The PostgreSQL database of Barometer. TypeORM keeps the pool, the migrations and the entities; hot paths speak SQL
 * over the same connections, because a repository's `save` costs four times a typed batch insert.
 */
export class Database implements Queries {
  private readonly source: DataSource;

  private constructor(source: DataSource) {
    this.source = source;
    // A session can be ended in the very answer that opens it, before anybody listens: unheard, the error would end the
    // process. Whoever uses the connection hears of it all the same.
    this.pool.on('acquire', (client) => client.on('error', ignore));
    this.pool.on('release', (_, client) => client.off('error', ignore));
  }

  /** @throws DatabaseUnreachable when no connection can be made. */
  static async open(settings: DatabaseSettings): Promise<Database> {
    const statementTimeout = settings.statementTimeout ?? 30_000;
    const source = new DataSource({
      type: 'postgres',
      url: settings.url,
      applicationName: settings.applicationName,
      poolSize: settings.poolSize ?? 10,
      entities: [AlertEntity],
      migrations: [...MIGRATIONS],
      migrationsTableName: 'schema_migrations',
      // `synchronize` would drop columns of populated tables.
      synchronize: false,
      extra: {
        ...(settings.tls && { ssl: sslOptions(settings.tls) }),
        types: { getTypeParser: parserOf },
        statement_timeout: statementTimeout,
        query_timeout: statementTimeout === 0 ? 0 : statementTimeout + ANSWER_GRACE,
        idle_in_transaction_session_timeout: settings.idleTransactionTimeout ?? 15_000,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      },
    });
    try {
      await source.initialize();
    } catch (cause) {
      throw new DatabaseUnreachable(
        `PostgreSQL cannot be reached at ${describeUrl(settings.url)}: ${(cause as Error).message}. ` +
          connectionAdvice(cause),
        { cause },
      );
    }
    return new Database(source);
  }

  /**
   * Brings the schema up to date. Safe when several processes start at once: one migrates, the others wait.
   *
   * @throws UnknownSchema when a version with other migrations has been here
   */
  async migrate(): Promise<void> {
    const session = await this.session();
    try {
      await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await this.refuseUnknown(session);
      await this.source.runMigrations({ transaction: 'each' });
    } finally {
      await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
      await session.release();
    }
  }

  private async refuseUnknown(session: Session): Promise<void> {
    const [table] = await session.query<{ found: boolean }>(
      "SELECT to_regclass('schema_migrations') IS NOT NULL AS found",
    );
    if (table?.found !== true) return;
    const known = new Set(this.source.migrations.map(({ name }) => name));
    const done = await session.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
    const unknown = done.filter(({ name }) => !known.has(name)).map(({ name }) => name);
    if (unknown.length === 0) return;
    throw new UnknownSchema(
      `This database was set up by another version of Barometer (it has made the changes ${unknown.join(', ')}). ` +
        'Start that version or a newer one, or give this one an empty database or data folder.',
    );
  }

  async query<Row extends QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
    return this.withClient((client) => rowsOf<Row>(client, sql, parameters));
  }

  async execute(sql: string, parameters?: readonly unknown[]): Promise<number> {
    return this.withClient((client) => countOf(client, sql, parameters));
  }

  /**
   * Runs the work in one transaction and commits it; whatever the work throws rolls everything back and is thrown on.
   *
   * @param isolation `repeatable read` gives all queries of the work one snapshot. Default `read committed`.
   * @param statementTimeout a statement of the work that runs longer is cancelled, in milliseconds. Default: as for all
   */
  async transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    isolation: 'read committed' | 'repeatable read' = 'read committed',
    statementTimeout?: number,
  ): Promise<T> {
    const limit = statementTimeout === undefined ? '' : `; SET LOCAL statement_timeout = ${statementTimeout}`;
    return this.withClient(async (client) => {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}${limit}`);
      try {
        const result = await work(transactionOf(client, statementTimeout));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // The connection may be gone, and with it the transaction: the first error is the one that matters.
        if (!isDeaf(error)) await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  /** A connection of one's own, for LISTEN and for locks that outlive a transaction. Release it when done. */
  async session(): Promise<Session> {
    const client = await this.pool.connect();
    return new Session(client, (broken) => client.release(broken));
  }

  /** TypeORM's view of the same pool, for entities. */
  get typeorm(): DataSource {
    return this.source;
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** The pool is TypeORM's; its query runners would put a connection back that has stopped answering. */
  private get pool(): Pool {
    return (this.source.driver as unknown as { readonly master: Pool }).master;
  }

  private async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isDeaf(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

function ignore(): void {}

/** @param statementTimeout what the transaction has set, if anything */
function transactionOf(client: PoolClient, statementTimeout?: number): Transaction {
  const limit = statementTimeout === undefined ? {} : { query_timeout: statementTimeout + ANSWER_GRACE };
  return {
    query: (sql, parameters) => rowsOf(client, sql, parameters, limit),
    execute: (sql, parameters) => countOf(client, sql, parameters, limit),
    copy: (sql, rows) => sendCopy(client.query(Object.assign(copyFrom(sql), limit)), rows),
  };
}

type Limit = { readonly query_timeout?: number };

async function rowsOf<Row extends QueryResultRow>(
  client: PoolClient,
  text: string,
  parameters: readonly unknown[] = [],
  limit: Limit = {},
): Promise<Row[]> {
  return (await client.query<Row>({ ...limit, text, values: [...parameters] })).rows;
}

async function countOf(
  client: PoolClient,
  text: string,
  parameters: readonly unknown[] = [],
  limit: Limit = {},
): Promise<number> {
  return (await client.query({ ...limit, text, values: [...parameters] })).rowCount ?? 0;
}
