import { resolve } from 'node:path';
import type { SettingValues } from './settings-catalogue.ts';
import type { KafkaLogin, Settings } from './settings.ts';

/** Puts the values in the order in which the process uses them. */
export function arrange(values: SettingValues, ownCatalogue: unknown, folder: string): Settings {
  const { BAROMETER_WEBHOOK_URL: webhookUrl, BAROMETER_WEBHOOK_SECRET: secret } = values;
  return {
    http: {
      host: values.BAROMETER_HTTP_HOST,
      port: values.BAROMETER_HTTP_PORT,
      maxBodyBytes: values.BAROMETER_MAX_BODY_BYTES,
    },
    dataDir: resolve(folder, values.BAROMETER_DATA_DIR),
    engine: values.BAROMETER_ENGINE ?? (values.KAFKA_BROKERS === undefined ? 'embedded' : 'kafka'),
    databaseUrl: values.DATABASE_URL,
    databaseConnections: values.BAROMETER_DATABASE_CONNECTIONS,
    kafka: {
      brokers: values.KAFKA_BROKERS ?? [],
      tls: values.KAFKA_TLS,
      caFile: values.KAFKA_TLS_CA === undefined ? undefined : resolve(folder, values.KAFKA_TLS_CA),
      login: loginOf(values),
    },
    logLevel: values.BAROMETER_LOG_LEVEL,
    ownCatalogue,
    webhook: webhookUrl === undefined || secret === undefined ? undefined : { url: webhookUrl, secret },
    partitions: values.BAROMETER_PARTITIONS,
    topicPrefix: values.BAROMETER_TOPIC_PREFIX ?? '',
    batchRecords: values.BAROMETER_BATCH_RECORDS,
    shutdownSeconds: values.BAROMETER_SHUTDOWN_SECONDS,
  };
}

function loginOf(values: SettingValues): KafkaLogin | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = values;
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
}
