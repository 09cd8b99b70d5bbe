import { z } from 'zod';
import { path, url, wholeNumber, type Setting } from '../setting.ts';
import type { DatabaseTlsMode } from '../settings.ts';

const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const satisfies readonly (
  'disable' | DatabaseTlsMode
)[];

/** Where the driver would take TLS from, past the settings that are for it. */
const TLS_IN_URL = /^ssl|^uselibpqcompat$/;

/** How to reach PostgreSQL. */
export const DATABASE_SETTINGS = {
  DATABASE_URL: {
    schema: url('postgres:', 'postgresql:').refine(
      (text) => !URL.canParse(text) || ![...new URL(text).searchParams.keys()].some((key) => TLS_IN_URL.test(key)),
    ),
    about: 'A PostgreSQL of your own, version 16 or newer, with a user that may create tables.',
    expects:
      'a URL such as postgres://user:password@host:5432/database (encode special characters of the password), without sslmode and the like: DATABASE_TLS is for that',
    unset: 'PostgreSQL comes embedded',
    secret: true,
  },
  DATABASE_PASSWORD: {
    schema: z.string().min(1),
    about: 'The password of the user in `DATABASE_URL`, when the URL holds none. Nothing in it needs encoding.',
    expects: 'a password',
    unset: 'the one in `DATABASE_URL`',
    secret: true,
  },
  DATABASE_TLS: {
    schema: z.enum(TLS_MODES),
    about:
      'Whether to speak TLS to PostgreSQL, and what to check: `require` encrypts and checks nothing, `verify-ca` checks who signed the certificate of the server, `verify-full` its name too. Across a network use `verify-full`.',
    expects: `one of ${TLS_MODES.join(', ')}`,
    fallback: 'disable',
  },
  DATABASE_TLS_CA: {
    schema: path,
    about: 'A file with the certificates (PEM) of the authorities that signed that of the server.',
    expects: 'the path of a file',
    unset: "the system's authorities",
  },
  DATABASE_TLS_CERT: {
    schema: path,
    about: 'A file with the certificate (PEM) that Barometer shows to the server. Needs `DATABASE_TLS_KEY`.',
    expects: 'the path of a file',
    unset: 'none is shown',
  },
  DATABASE_TLS_KEY: {
    schema: path,
    about: 'A file with the private key (PEM, not encrypted) of that certificate.',
    expects: 'the path of a file',
    unset: 'none',
  },
  BAROMETER_DATABASE_CONNECTIONS: {
    schema: wholeNumber(10, 1000),
    about: 'Most connections that one process opens to the database.',
    expects: 'a whole number from 10 to 1000',
    fallback: '20',
  },
} as const satisfies Readonly<Record<string, Setting>>;
