import { resolve } from 'node:path';
import type { SettingValues } from './settings-catalogue.ts';
import type {
  AlertTools,
  DatabaseTls,
  KafkaLogin,
  KafkaTls,
  Settings,
  SignedWebhook,
  TlsCertificates,
} from './settings.ts';

/** What was read from the files that settings name. */
export interface SettingFiles {
  readonly ownCatalogue: unknown;
  readonly ownAlertRules: unknown;
  readonly kafkaCertificates: TlsCertificates;
  readonly databaseCertificates: TlsCertificates;
}

/** Puts the values in the order in which the process uses them. */
export function arrange(values: SettingValues, files: SettingFiles, folder: string): Settings {
  return {
    http: {
      host: values.BAROMETER_HTTP_HOST,
      port: values.BAROMETER_HTTP_PORT,
      maxBodyBytes: values.BAROMETER_MAX_BODY_BYTES,
    },
    dataDir: resolve(folder, values.BAROMETER_DATA_DIR),
    engine: values.BAROMETER_ENGINE ?? (values.KAFKA_BROKERS === undefined ? 'embedded' : 'kafka'),
    databaseUrl: databaseUrlOf(values),
    databaseTls: databaseTlsOf(values, files.databaseCertificates),
    databaseConnections: values.BAROMETER_DATABASE_CONNECTIONS,
    kafka: {
      brokers: values.KAFKA_BROKERS ?? [],
      tls: kafkaTlsOf(values, files.kafkaCertificates),
      login: loginOf(values),
    },
    logLevel: values.BAROMETER_LOG_LEVEL,
    ownCatalogue: files.ownCatalogue,
    ownAlertRules: files.ownAlertRules,
    webhook: signedOf(values.BAROMETER_WEBHOOK_URL, values.BAROMETER_WEBHOOK_SECRET),
    noteWebhook: signedOf(values.BAROMETER_NOTE_WEBHOOK_URL, values.BAROMETER_NOTE_WEBHOOK_SECRET),
    tools: toolsOf(values),
    partitions: values.BAROMETER_PARTITIONS,
    topicPrefix: values.BAROMETER_TOPIC_PREFIX ?? '',
    batchRecords: values.BAROMETER_BATCH_RECORDS,
    keepDays: values.BAROMETER_KEEP_DAYS,
    shutdownSeconds: values.BAROMETER_SHUTDOWN_SECONDS,
  };
}

function signedOf(url: string | undefined, secret: string | undefined): SignedWebhook | undefined {
  return url === undefined || secret === undefined ? undefined : { url, secret };
}

function toolsOf(values: SettingValues): AlertTools {
  const { BAROMETER_PAGERDUTY_KEY: key, BAROMETER_PAGERDUTY_URL: pagerDutyUrl } = values;
  const { BAROMETER_SMTP_URL: url, BAROMETER_SMTP_FROM: from, BAROMETER_SMTP_TO: to } = values;
  return {
    alertmanagers: values.BAROMETER_ALERTMANAGER_URL ?? [],
    pagerDuty: key === undefined ? undefined : { url: pagerDutyUrl, key },
    slack: values.BAROMETER_SLACK_URL,
    teams: values.BAROMETER_TEAMS_URL,
    email: url === undefined || from === undefined || to === undefined ? undefined : { url, from, to },
  };
}

function loginOf(values: SettingValues): KafkaLogin | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = values;
  if (mechanism === undefined || username === undefined || password === undefined) return undefined;
  return { mechanism, username, password };
}

function kafkaTlsOf({ KAFKA_TLS: wanted, KAFKA_TLS_SERVER_NAME: servername }: SettingValues, files: TlsCertificates) {
  const tls: KafkaTls = { ...files, ...(servername !== undefined && { servername }) };
  return wanted ? tls : undefined;
}

function databaseTlsOf({ DATABASE_TLS: mode }: SettingValues, files: TlsCertificates): DatabaseTls | undefined {
  return mode === 'disable' ? undefined : { ...files, mode };
}

function databaseUrlOf({ DATABASE_URL: url, DATABASE_PASSWORD: password }: SettingValues): string | undefined {
  if (url === undefined || password === undefined) return url;
  // The setter of `password` leaves a percent sign as it is.
  return Object.assign(new URL(url), { password: encodeURIComponent(password) }).href;
}
