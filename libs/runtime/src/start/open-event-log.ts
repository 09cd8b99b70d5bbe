import type { Settings } from '#libs/config';
import { EmbeddedEventLog, openKafkaEventLog, type EventLog } from '#libs/event-log';
import type { Database } from '#libs/postgres';
import type { Clock, Logger } from '../tokens.ts';
import { withPrefix } from './prefixed-event-log.ts';

/**
 * Opens the event log that the settings name. A broker is asked for the first time when topics are ensured.
 *
 * @param parts.database what the embedded log is kept in; Kafka needs none.
 */
export async function openEventLog(
  settings: Settings,
  { database, clock, logger }: { database: Database | undefined; clock: Clock; logger: Logger },
): Promise<EventLog> {
  const reports = {
    warn: (message: string, details: object = {}) => logger.warn(details, message),
    error: (message: string, details: object = {}) => logger.error(details, message),
  };
  const { engine, kafka, topicPrefix } = settings;
  if (engine === 'embedded') {
    if (database === undefined) throw new TypeError('The embedded event log needs a database.');
    return withPrefix(new EmbeddedEventLog({ database, clock, logger: reports }), topicPrefix);
  }
  const { brokers, login, tls } = kafka;
  if (login?.mechanism === 'plain' && tls === undefined) {
    logger.warn(
      {},
      'the password goes to the brokers unencrypted: set KAFKA_TLS=true, or KAFKA_SASL_MECHANISM=scram-sha-512',
    );
  }
  const log = openKafkaEventLog({
    brokers,
    clientId: 'barometer',
    clock,
    logger: reports,
    ...(login && { sasl: login }),
    ...(tls && { tls }),
  });
  return withPrefix(log, topicPrefix);
}
