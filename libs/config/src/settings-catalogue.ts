import { z } from 'zod';
import { DATABASE_SETTINGS } from './catalogue/database.ts';
import { KAFKA_SETTINGS } from './catalogue/kafka.ts';
import { RECEIVER_SETTINGS } from './catalogue/receivers.ts';
import { path, wholeNumber, type Setting } from './setting.ts';
import type { Engine, LogLevel } from './settings.ts';

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
  ...DATABASE_SETTINGS,
  ...KAFKA_SETTINGS,
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
    fallback: '5000',
  },
  BAROMETER_KEEP_DAYS: {
    schema: wholeNumber(200, 36_500),
    about:
      'How long journal and ledger are kept. Older months are dropped whole once all of a month is older; the sums of whole hours stay.',
    expects: 'a whole number of days from 200 to 36500',
    unset: 'everything is kept',
  },
  BAROMETER_MAX_BODY_BYTES: {
    schema: wholeNumber(1024, 268_435_456),
    about: 'The largest request body that the intake takes. A larger one is answered with 413.',
    expects: 'a whole number of bytes from 1024 to 268435456',
    fallback: '5242880',
  },
  BAROMETER_CATALOGUE: {
    schema: path,
    about: 'A YAML file of KPI definitions of your own, beside the built-in ones.',
    expects: 'the path of a file',
    unset: 'the built-in KPIs only',
  },
  BAROMETER_ALERT_RULES: {
    schema: path,
    about: 'A YAML file of alert rules of your own, beside the shipped ones, and of who is told when.',
    expects: 'the path of a file',
    unset: 'the shipped rules only',
  },
  ...RECEIVER_SETTINGS,
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

/** Put behind the name of a secret, it names a file that holds the secret. */
export const FILE_SUFFIX = '_FILE';

export const SECRET_NAMES: readonly SettingName[] = SETTING_NAMES.filter(
  (name) => 'secret' in SETTINGS_CATALOGUE[name],
);

/** Names the settings file; stands in the environment only. */
export const CONFIG_NAME = 'BAROMETER_CONFIG';
