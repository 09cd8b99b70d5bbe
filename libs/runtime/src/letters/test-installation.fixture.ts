import { loadSettings, type Settings } from '#libs/config';
import { startTestPostgres, type TestPostgres } from '#libs/postgres';
import type { ServiceDefinition } from '../service-definition.ts';
import { startServices, type RunningServices } from '../start/start-services.ts';
import type { Logger } from '../tokens.ts';

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: object;
}

/** Starts services for one test at a time, on a PostgreSQL of the test file. */
export class TestInstallation {
  /** What the services have logged since the last `end`. */
  readonly logged: LoggedLine[] = [];
  readonly logger: Logger = {
    debug: () => undefined,
    info: (fields, message) => void this.logged.push({ level: 'info', message, fields }),
    warn: (fields, message) => void this.logged.push({ level: 'warn', message, fields }),
    error: (fields, message) => void this.logged.push({ level: 'error', message, fields }),
  };
  readonly settings: Settings;
  running: RunningServices | undefined;
  private readonly postgres: TestPostgres;

  private constructor(postgres: TestPostgres, settings: Settings) {
    this.postgres = postgres;
    this.settings = settings;
  }

  static async open(): Promise<TestInstallation> {
    const postgres = await startTestPostgres();
    const { settings } = loadSettings(
      { DATABASE_URL: await postgres.createDatabase(), BAROMETER_HTTP_PORT: '0', BAROMETER_MAX_BODY_BYTES: '2048' },
      '/',
    );
    return new TestInstallation(postgres, settings);
  }

  /** @returns where the services listen. */
  async start(definition: ServiceDefinition, overrides: Partial<Settings> = {}, signal?: AbortSignal): Promise<string> {
    const settings = { ...this.settings, ...overrides };
    this.running = await startServices([definition], { settings, logger: this.logger, ...(signal && { signal }) });
    return this.running.url;
  }

  /** Ends what a test has started. */
  async end(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
    this.logged.length = 0;
  }

  async close(): Promise<void> {
    await this.postgres.stop();
  }
}
