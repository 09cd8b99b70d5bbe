import { Kafka, logLevel, type KafkaConfig, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';

import { SILENT, type EventLogLogger } from '../reading/logger.ts';
import { closeDeadConnections } from './dead-connections.ts';
import { cureIdleLoop } from './idle-loop.ts';
import { DEFAULTS, type KafkaSettings } from './kafka-settings.ts';

/** Tries for ever: a consumer has nothing better to do than to wait for its brokers. */
export const ENDLESS: RetryOptions = { ...delays(), retries: Number.MAX_SAFE_INTEGER };

/** Tries for about so many milliseconds, and then lets go of what it holds. */
export function forAbout(milliseconds: number): RetryOptions {
  // The waits are 0.1, 0.2, 0.4, 0.8, 1.6 and then 2 seconds, each a fifth shorter or longer.
  return { ...delays(), retries: Math.ceil(milliseconds / 1_600) + 4 };
}

function delays(): RetryOptions {
  return { initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2 };
}

/**
 * A client of its own for each purpose: kafkajs keeps the committed offsets of a group in the client, so two consumers of
 * one client would see each other's.
 */
export function createClient(settings: KafkaSettings, retry: RetryOptions): Kafka {
  cureIdleLoop();
  closeDeadConnections();
  const config: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: 3_000,
    requestTimeout: settings.requestTimeout ?? DEFAULTS.requestTimeout,
    retry,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => pass(entry, settings.logger ?? SILENT),
    ...(settings.tls === undefined ? {} : { ssl: settings.tls }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl as SASLOptions }),
    ...(settings.openSocket === undefined ? {} : { socketFactory: settings.openSocket }),
  };
  return new Kafka(config);
}

/** What kafkajs calls an error it tries again by itself: to us it is a warning. */
function pass({ namespace, log }: LogEntry, logger: EventLogLogger): void {
  const { error, broker, groupId, topic } = log as Record<string, unknown>;
  logger.warn(`Kafka client: ${log.message}`, { part: namespace, error, broker, groupId, topic });
}
