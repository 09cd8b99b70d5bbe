import type { Settings } from '#libs/config';
import type { EventLog, TopicSettings } from '#libs/event-log';
import type { ServiceDefinition } from '../service-definition.ts';
import { StartFailed } from './start-failed.ts';

/**
 * Makes the topics that the services need, where they are missing.
 *
 * @returns all of them, each once.
 * @throws StartFailed when the brokers cannot be asked, or refuse.
 */
export async function ensureTopics(
  log: EventLog,
  definitions: readonly ServiceDefinition[],
  settings: Settings,
): Promise<readonly TopicSettings[]> {
  const all = definitions.flatMap(({ topics }) => (typeof topics === 'function' ? topics(settings) : topics));
  // Several services may need the same topic.
  const topics = [...new Map(all.map((topic) => [topic.name, topic])).values()];
  try {
    await log.ensureTopics(topics);
    return topics;
  } catch (cause) {
    if (settings.engine !== 'kafka') throw cause;
    throw new StartFailed(
      `The topics cannot be made ready: ${(cause as Error).message} Check KAFKA_BROKERS (${settings.kafka.brokers.join(',')}), ` +
        'that a broker runs there, that KAFKA_TLS and KAFKA_SASL_MECHANISM are what it wants on that port, ' +
        'and that it lets this client list and create topics.',
      { cause },
    );
  }
}
