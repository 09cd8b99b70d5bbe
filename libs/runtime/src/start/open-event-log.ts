import type { Settings } from '#libs/config';
import { MemoryEventLog, type EventLog } from '#libs/event-log';
import type { Clock, Logger } from '../tokens.ts';
import { withPrefix } from './prefixed-event-log.ts';

/** Opens the event log that the settings name. */
export async function openEventLog(settings: Settings, clock: Clock, logger: Logger): Promise<EventLog> {
  const reports = {
    warn: (message: string, details: object = {}) => logger.warn(details, message),
    error: (message: string, details: object = {}) => logger.error(details, message),
  };
  return withPrefix(new MemoryEventLog({ clock, logger: reports }), settings.topicPrefix);
}
