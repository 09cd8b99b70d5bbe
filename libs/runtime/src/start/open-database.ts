import type { Settings } from '#libs/config';
import { Database, startEmbeddedPostgres, type DatabaseSettings } from '#libs/postgres';
import type { Logger } from '../tokens.ts';

export interface OpenedDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database that the settings name, or the embedded one, and brings its schema up to date.
 *
 * @param onLost told when the embedded server has gone away by itself.
 */
export async function openDatabase(
  settings: Settings,
  applicationName: string,
  logger: Logger,
  onLost: (error: Error) => void,
): Promise<OpenedDatabase> {
  const { databaseUrl, databaseTls: tls, dataDir, databaseConnections: poolSize } = settings;
  if (databaseUrl !== undefined) {
    const database = await openMigrated({ url: databaseUrl, tls, applicationName, poolSize });
    return { database, close: () => database.close() };
  }
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (message) => logger.info({ dataDir }, message),
    onLost: () =>
      onLost(new Error(`The embedded PostgreSQL in ${dataDir} has stopped by itself; its server.log says why.`)),
  });
  try {
    const database = await openMigrated({ url: server.url, applicationName, poolSize });
    return {
      database,
      async close() {
        await database.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openMigrated(settings: DatabaseSettings): Promise<Database> {
  const database = await Database.open(settings);
  try {
    await database.migrate();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
