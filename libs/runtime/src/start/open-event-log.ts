import { readFile } from 'node:fs/promises';
import type { Settings } from '#libs/config';
import { EmbeddedEventLog, openKafkaEventLog, type EventLog, type KafkaTls } from '#libs/event-log';
import type { Database } from '#libs/postgres';
import type { Clock, Logger } from '../tokens.ts';
import { withPrefix } from './prefixed-event-log.ts';
import { StartFailed } from './start-failed.ts';

/** Opens the event log that the settings name. A broker is asked for the first time when topics are ensured. */
export async function openEventLog(
  settings: Settings,
  { database, clock, logger }: { database: Database; clock: Clock; logger: Logger },
): Promise<EventLog> {
  const reports = {
    warn: (message: string, details: object = {}) => logger.warn(details, message),
    error: (message: string, details: object = {}) => logger.error(details, message),
  };
  const { engine, kafka, topicPrefix } = settings;
  if (engine === 'embedded') return withPrefix(new EmbeddedEventLog({ database, clock, logger: reports }), topicPrefix);
  const { brokers, login, caFile, tls } = kafka;
  const log = openKafkaEventLog({
    brokers,
    clientId: 'barometer',
    clock,
    logger: reports,
    ...(login && { sasl: login }),
    ...(tls && { tls: caFile === undefined ? true : await authorities(caFile) }),
  });
  return withPrefix(log, topicPrefix);
}

async function authorities(file: string): Promise<KafkaTls> {
  try {
    return { ca: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new StartFailed(`KAFKA_TLS_CA names ${file}, which cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
