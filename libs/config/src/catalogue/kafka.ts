import { z } from 'zod';
import { path, type Setting } from '../setting.ts';
import type { KafkaLogin } from '../settings.ts';

const SASL_MECHANISMS = [
  'plain',
  'scram-sha-256',
  'scram-sha-512',
] as const satisfies readonly KafkaLogin['mechanism'][];
const BROKER = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/;

/** How to reach the brokers. */
export const KAFKA_SETTINGS = {
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
    about: 'Whether to speak TLS to the brokers. Their certificates are always checked, and so are the names in them.',
    expects: '"true" or "false"',
    fallback: 'false',
  },
  KAFKA_TLS_CA: {
    schema: path,
    about: "A file with the certificates (PEM) of the authorities that signed the brokers' own.",
    expects: 'the path of a file',
    unset: "the system's authorities",
  },
  KAFKA_TLS_CERT: {
    schema: path,
    about: 'A file with the certificate (PEM) that Barometer shows to the brokers. Needs `KAFKA_TLS_KEY`.',
    expects: 'the path of a file',
    unset: 'none is shown',
  },
  KAFKA_TLS_KEY: {
    schema: path,
    about: 'A file with the private key (PEM, not encrypted) of that certificate.',
    expects: 'the path of a file',
    unset: 'none',
  },
  KAFKA_TLS_SERVER_NAME: {
    schema: z.string().regex(/^[A-Za-z0-9._-]+$/),
    about: "The name that the brokers' certificates carry, when it is not the one that they are reached by.",
    expects: 'a host name',
    unset: 'the host of each broker',
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
} as const satisfies Readonly<Record<string, Setting>>;
