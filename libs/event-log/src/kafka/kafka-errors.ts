import { RecordRefused, UnknownTopic } from '../port.ts';

/** The brokers' words for a record that they will never take. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'INVALID_TIMESTAMP',
  'INVALID_RECORD',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
]);

/** What no waiting cures: somebody must change a setting. */
const HOPELESS = new Set([
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'UNSUPPORTED_VERSION',
  'KafkaJSSASLAuthenticationError',
  'KafkaJSNotImplemented',
]);

/** The refusal that an error of kafkajs means, if it means one. */
export function refusalIn(topic: string, error: unknown): RecordRefused | undefined {
  const names = namesIn(error);
  if (names.includes('UNKNOWN_TOPIC_OR_PARTITION')) return new UnknownTopic(topic);
  const refusal = names.find((name) => REFUSALS.has(name));
  if (refusal === undefined) return undefined;
  return new RecordRefused(`The brokers refuse a record for topic ${topic}: ${refusal}. ${messageOf(error)}`, {
    cause: error,
  });
}

export function isHopeless(error: unknown): boolean {
  return namesIn(error).some((name) => HOPELESS.has(name));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** kafkajs wraps errors in errors: the names of all of them, and the brokers' own words, from the outside in. */
function namesIn(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { type } = error as { type?: unknown };
  return [error.name, ...(typeof type === 'string' ? [type] : []), ...namesIn(error.cause)];
}
