import { z } from 'zod';
import { url, wholeNumber, type Setting } from './setting.ts';
import type { Engine, KafkaLogin, LogLevel } from './settings.ts';

const ENGINES = ['embedded', 'kafka'] as const satisfies readonly Engine[];
const LOG_LEVELS = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'silent',
] as const satisfies readonly LogLevel[];
const SASL_MECHANISMS = [
  'plain',
  'scram-sha-256',
  'scram-sha-512',
] as const satisfies readonly KafkaLogin['mechanism'][];
const BROKER = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/;

/** Every setting of Barometer. docs/settings.md is generated from this list. */
export const SETTINGS_CATALOGUE = {
  BAROMETER_HTTP_HOST: {
    schema: z.string().regex(/^[A-Za-z0-9.:_-]+$/),
    about:
      'The address to listen on. `0.0.0.0` opens Barometer to the network: put something in front that checks who calls.',
    expects: 'a host name or an IP address, without a scheme or a port',
    fallback: '127.0.0.1',
  },
  BAROMETER_HTTP_PORT: {
    schema: wholeNumber(0, 65_535),
    about: 'The port to listen on. `0` lets the system choose a free one.',
    expects: 'a whole number from 0 to 65535',
    fallback: '8080',
  },
  BAROMETER_DATA_DIR: {
    schema: z.string().min(1),
    about:
      'The folder of the embedded PostgreSQL; not used when `DATABASE_URL` is set. One running Barometer per folder.',
    expects: 'the path of a folder',
    fallback: './.barometer',
  },
  BAROMETER_ENGINE: {
    schema: z.enum(ENGINES),
    about: 'Where events are kept: in a table of PostgreSQL (`embedded`) or in Apache Kafka (`kafka`).',
    expects: '"embedded" or "kafka"',
    unset: '`kafka` when `KAFKA_BROKERS` is set, else `embedded`',
  },
  DATABASE_URL: {
    schema: url('postgres:', 'postgresql:'),
    about: 'A PostgreSQL of your own, version 16 or newer, with a user that may create tables.',
    expects: 'a URL such as postgres://user:password@host:5432/database (encode special characters of the password)',
    unset: 'PostgreSQL comes embedded',
    secret: true,
  },
  BAROMETER_DATABASE_CONNECTIONS: {
    schema: wholeNumber(10, 1000),
    about: 'Most connections that one process opens to the database.',
    expects: 'a whole number from 10 to 1000',
    fallback: '20',
  },
  KAFKA_BROKERS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((broker) => broker.trim()))
      .pipe(z.array(z.string().regex(BROKER)).min(1)),
    about: 'The Kafka brokers to ask first, separated by commas.',
    expects: 'host:port pairs separated by commas, such as kafka-1:9092,kafka-2:9092',
    unset: 'none',
  },
  KAFKA_TLS: {
    schema: z.enum(['true', 'false']).transform((text) => text === 'true'),
    about: 'Whether to speak TLS to the brokers.',
    expects: '"true" or "false"',
    fallback: 'false',
  },
  KAFKA_TLS_CA: {
    schema: z.string().min(1),
    about: "A file with the certificates (PEM) of the authorities that signed the brokers' own.",
    expects: 'the path of a file',
    unset: "the system's authorities",
  },
  KAFKA_SASL_MECHANISM: {
    schema: z.enum(SASL_MECHANISMS),
    about: 'How to log in to the brokers. Needs `KAFKA_USERNAME` and `KAFKA_PASSWORD`.',
    expects: `one of ${SASL_MECHANISMS.join(', ')}`,
    unset: 'no login',
  },
  KAFKA_USERNAME: {
    schema: z.string().min(1),
    about: 'The user to log in to the brokers as.',
    expects: 'a user name',
    unset: 'none',
  },
  KAFKA_PASSWORD: {
    schema: z.string().min(1),
    about: 'The password of that user.',
    expects: 'a password',
    unset: 'none',
    secret: true,
  },
  BAROMETER_PARTITIONS: {
    schema: wholeNumber(1, 1000),
    about:
      'Partitions of each topic that this process creates. A topic that exists keeps its own number; more partitions let more projectors share the work.',
    expects: 'a whole number from 1 to 1000',
    fallback: '6',
  },
  BAROMETER_TOPIC_PREFIX: {
    schema: z.string().regex(/^[A-Za-z0-9._-]{1,60}$/),
    about: 'Put before the name of every topic and consumer group, so that two installations can use one broker.',
    expects: 'at most 60 letters, digits, dots, hyphens or underscores',
    unset: 'no prefix',
  },
  BAROMETER_BATCH_RECORDS: {
    schema: wholeNumber(1, 20_000),
    about: 'At most this many records are taken from a partition and committed at a time.',
    expects: 'a whole number from 1 to 20000',
    fallback: '2000',
  },
  BAROMETER_MAX_BODY_BYTES: {
    schema: wholeNumber(1024, 268_435_456),
    about: 'The largest request body that the intake takes. A larger one is answered with 413.',
    expects: 'a whole number of bytes from 1024 to 268435456',
    fallback: '5242880',
  },
  BAROMETER_CATALOGUE: {
    schema: z.string().min(1),
    about: 'A YAML file of KPI definitions of your own, beside the built-in ones.',
    expects: 'the path of a file',
    unset: 'the built-in KPIs only',
  },
  BAROMETER_WEBHOOK_URL: {
    schema: url('http:', 'https:'),
    about: 'Where alerts are posted to, signed by the rules of Standard Webhooks. Needs `BAROMETER_WEBHOOK_SECRET`.',
    expects: 'a URL that begins with http:// or https://',
    unset: 'no delivery',
    secret: true,
  },
  BAROMETER_WEBHOOK_SECRET: {
    schema: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/),
    about: 'The key that alerts are signed with. The receiver needs the same one.',
    expects: '"whsec_" and 24 to 64 random bytes in Base64; `echo whsec_$(openssl rand -base64 32)` makes one',
    unset: 'none',
    secret: true,
  },
  BAROMETER_LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS),
    about: 'How much is logged.',
    expects: `one of ${LOG_LEVELS.join(', ')}`,
    fallback: 'info',
  },
  BAROMETER_SHUTDOWN_SECONDS: {
    schema: wholeNumber(1, 3600),
    about: 'How long an orderly stop may take before the process gives up and exits with an error.',
    expects: 'a whole number of seconds from 1 to 3600',
    fallback: '25',
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS_CATALOGUE;

/** The values of all settings by name; `undefined` where one is neither set nor has a fallback. */
export type SettingValues = {
  readonly [N in SettingName]:
    | z.output<(typeof SETTINGS_CATALOGUE)[N]['schema']>
    | ('fallback' extends keyof (typeof SETTINGS_CATALOGUE)[N] ? never : undefined);
};

export const SETTING_NAMES = Object.keys(SETTINGS_CATALOGUE) as readonly SettingName[];

/** Names the settings file; stands in the environment only. */
export const CONFIG_NAME = 'BAROMETER_CONFIG';
