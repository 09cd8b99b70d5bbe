import type { Settings } from '#libs/config';
import type { EventLog } from '#libs/event-log';
import { Database, runningEmbeddedPostgres, startEmbeddedPostgres, type DatabaseSettings } from '#libs/postgres';
import { openEventLog, type Logger } from '#libs/runtime';

/** The database and the event log of an installation, which may be running meanwhile. */
export interface Installation {
  readonly database: Database;
  /** For connections of other threads. */
  readonly databaseSettings: DatabaseSettings;
  readonly eventLog: EventLog;
}

/** Connections of the command itself; its threads have their own. */
const POOL = 6;

/**
 * Does some work on the installation that the settings name, beside whatever else runs on it. The embedded PostgreSQL is
 * started for the work when no other process has.
 */
export async function withInstallation<T>(
  settings: Settings,
  applicationName: string,
  logger: Logger,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const { databaseUrl, databaseTls: tls, dataDir } = settings;
  const running = databaseUrl ?? (await runningEmbeddedPostgres(dataDir));
  const server = running === undefined ? await startEmbeddedPostgres({ dataDir, log: () => undefined }) : undefined;
  try {
    const url = running ?? server?.url ?? '';
    const databaseSettings = { url, applicationName, ...(databaseUrl === undefined ? {} : { tls }) };
    const database = await Database.open({ ...databaseSettings, poolSize: POOL, statementTimeout: 0 });
    try {
      await database.migrate();
      const eventLog = await openEventLog(settings, { database, clock: Date.now, logger });
      try {
        return await work({ database, databaseSettings, eventLog });
      } finally {
        await eventLog.close();
      }
    } finally {
      await database.close();
    }
  } finally {
    await server?.stop();
  }
}
