import 'reflect-metadata';
import { expect } from 'vitest';
import { loadSettings, type Settings } from '#libs/config';
import type { EventLog } from '#libs/event-log';
import { TOPICS, deadLetterTopic } from '#libs/events';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { openEventLog, startServices, type Logger, type RunningServices } from '#libs/runtime';
import { readerService } from '#services/reader';
import { SERVICES } from '../../services/barometer/src/services.ts';
import { AlertReceiver } from './alert-receiver.ts';
import { HttpClient } from './http-client.ts';
import { TopicListener } from './topic-listener.ts';

/** Every topic that others may follow. */
const FOLLOWED = [
  TOPICS.kpiUpdated,
  TOPICS.alertChanged,
  deadLetterTopic(TOPICS.surveyAnswered),
  deadLetterTopic(TOPICS.ticketState),
];

/**
 * All services in one process as `barometer start` runs them, on a free port, with an empty database of their own, and
 * beside them what another company's systems would be: a receiver of webhooks and a follower of the topics.
 */
export class Installation {
  readonly receiver: AlertReceiver;
  readonly log: EventLog;
  readonly topics: TopicListener;
  /** Everything that was logged as an error. */
  readonly errors: readonly string[];
  private readonly parts: Parts;
  private readonly besides: RunningServices[] = [];
  private running: RunningServices;

  private constructor(parts: Parts, running: RunningServices) {
    this.parts = parts;
    this.running = running;
    this.receiver = parts.receiver;
    this.log = parts.log;
    this.topics = parts.topics;
    this.errors = parts.errors;
  }

  /** @param environment what the environment says about the event log; nothing for the embedded one. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Installation> {
    const postgres = await startTestPostgres();
    const receiver = await AlertReceiver.start();
    const databaseUrl = await postgres.createDatabase();
    const { settings } = loadSettings(
      {
        DATABASE_URL: databaseUrl,
        BAROMETER_HTTP_PORT: '0',
        BAROMETER_WEBHOOK_URL: receiver.url,
        BAROMETER_WEBHOOK_SECRET: receiver.secret,
        ...environment,
      },
      process.cwd(),
    );
    const errors: string[] = [];
    const logger = reportingTo(errors);
    const running = await startServices(SERVICES, { settings, logger });
    const database = await Database.open({ url: databaseUrl, applicationName: 'end-to-end' });
    const log = await openEventLog(settings, { database, clock: Date.now, logger });
    const topics = await TopicListener.start(log, FOLLOWED);
    return new Installation({ settings, postgres, receiver, database, log, topics, errors, logger }, running);
  }

  get client(): HttpClient {
    return new HttpClient(this.running.url);
  }

  /** Stops the services in order, and nothing else. */
  stopServices(): Promise<void> {
    return this.running.close();
  }

  /** Starts the services again on the same data. */
  async startServices(): Promise<void> {
    const { settings, logger } = this.parts;
    this.running = await startServices(SERVICES, { settings, logger });
  }

  /** Starts a second reader beside the one that is there, with a port of its own. */
  async startAnotherReader(): Promise<RunningServices> {
    const { settings, logger } = this.parts;
    const reader = await startServices([readerService], { settings, logger });
    this.besides.push(reader);
    return reader;
  }

  /** Everything that a query to the database answers. */
  query(sql: string): Promise<unknown[]> {
    return this.parts.database.query(sql);
  }

  async stop(): Promise<void> {
    const { topics, log, database, receiver, postgres } = this.parts;
    await Promise.all([...this.besides, this.running].map((services) => services.close()));
    await topics.stop();
    await log.close();
    await database.close();
    await receiver.stop();
    await postgres.stop();
  }
}

interface Parts {
  readonly settings: Settings;
  readonly postgres: TestPostgres;
  readonly receiver: AlertReceiver;
  readonly database: Database;
  readonly log: EventLog;
  readonly topics: TopicListener;
  readonly errors: string[];
  readonly logger: Logger;
}

function reportingTo(errors: string[]): Logger {
  const ignore = () => undefined;
  const stackOf = (_: string, value: unknown) => (value instanceof Error ? value.stack : value);
  const report = (fields: object, message: string) => void errors.push(`${message} ${JSON.stringify(fields, stackOf)}`);
  return { debug: ignore, info: ignore, warn: ignore, error: report };
}

/** Asks again and again for what comes about by itself in a moment. */
export const until = (condition: () => unknown) => expect.poll(condition, { timeout: 20_000, interval: 50 });
