import type { SettingName, SettingValues } from './settings-catalogue.ts';
import type { SettingProblem } from './settings-invalid.ts';

/** A value that is wrong in itself is missing here, even where there is a fallback. */
type Known = Partial<SettingValues>;

interface Need {
  readonly of: SettingName;
  readonly needed: SettingName;
  readonly why: string;
}

const NEEDS: readonly Need[] = [
  {
    of: 'BAROMETER_WEBHOOK_URL',
    needed: 'BAROMETER_WEBHOOK_SECRET',
    why: 'alerts are to be posted to BAROMETER_WEBHOOK_URL and must be signed',
  },
  {
    of: 'BAROMETER_WEBHOOK_SECRET',
    needed: 'BAROMETER_WEBHOOK_URL',
    why: 'BAROMETER_WEBHOOK_SECRET is there to sign what is posted to it',
  },
  {
    of: 'BAROMETER_NOTE_WEBHOOK_URL',
    needed: 'BAROMETER_NOTE_WEBHOOK_SECRET',
    why: 'notes are to be posted to BAROMETER_NOTE_WEBHOOK_URL and must be signed',
  },
  {
    of: 'BAROMETER_NOTE_WEBHOOK_SECRET',
    needed: 'BAROMETER_NOTE_WEBHOOK_URL',
    why: 'BAROMETER_NOTE_WEBHOOK_SECRET is there to sign what is posted to it',
  },
  { of: 'BAROMETER_SMTP_URL', needed: 'BAROMETER_SMTP_FROM', why: 'alerts are to be sent by e-mail' },
  { of: 'BAROMETER_SMTP_URL', needed: 'BAROMETER_SMTP_TO', why: 'alerts are to be sent by e-mail' },
  { of: 'BAROMETER_SMTP_FROM', needed: 'BAROMETER_SMTP_URL', why: 'BAROMETER_SMTP_FROM asks for e-mails' },
  { of: 'BAROMETER_SMTP_TO', needed: 'BAROMETER_SMTP_URL', why: 'BAROMETER_SMTP_TO asks for e-mails' },
  { of: 'KAFKA_SASL_MECHANISM', needed: 'KAFKA_BROKERS', why: 'KAFKA_SASL_MECHANISM asks for a login' },
  { of: 'KAFKA_SASL_MECHANISM', needed: 'KAFKA_USERNAME', why: 'KAFKA_SASL_MECHANISM asks for a login' },
  { of: 'KAFKA_SASL_MECHANISM', needed: 'KAFKA_PASSWORD', why: 'KAFKA_SASL_MECHANISM asks for a login' },
  { of: 'KAFKA_USERNAME', needed: 'KAFKA_SASL_MECHANISM', why: 'KAFKA_USERNAME is there to log in' },
  { of: 'KAFKA_PASSWORD', needed: 'KAFKA_SASL_MECHANISM', why: 'KAFKA_PASSWORD is there to log in' },
  ...certificateNeeds('KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'),
  { of: 'DATABASE_PASSWORD', needed: 'DATABASE_URL', why: 'DATABASE_PASSWORD is there to log in to it' },
  ...certificateNeeds('DATABASE_TLS_CERT', 'DATABASE_TLS_KEY'),
];

function certificateNeeds(cert: SettingName, key: SettingName): Need[] {
  return [
    { of: cert, needed: key, why: `the certificate of ${cert} cannot be shown without it` },
    { of: key, needed: cert, why: `${key} is the key of a certificate` },
  ];
}

const KAFKA_TLS_PARTS = ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY', 'KAFKA_TLS_SERVER_NAME'] as const;
const DATABASE_TLS_PARTS = ['DATABASE_TLS_CA', 'DATABASE_TLS_CERT', 'DATABASE_TLS_KEY'] as const;

/** What is wrong between settings that are each right, or are not set. `found` are the problems known so far. */
export function contradictions(values: Known, found: readonly SettingProblem[]): SettingProblem[] {
  const isKnown = (name: string) => found.some((problem) => problem.name === name || problem.name === `${name}_FILE`);
  const missing = [...NEEDS, ...needsOf(values)]
    .filter(({ of, needed }) => values[of] !== undefined && values[needed] === undefined)
    .map(({ of, needed, why }) => ({
      name: needed,
      message: `${needed} is not set, but ${why}. Set it, or remove ${of}.`,
    }));
  return [...missing, ...idleTls(values), ...twoPasswords(values)].filter(({ name }) => !isKnown(name));
}

/** What only some values of a setting need. */
function needsOf({ BAROMETER_ENGINE, KAFKA_TLS, DATABASE_TLS = 'disable' }: Known): Need[] {
  const needs: Need[] = [];
  if (BAROMETER_ENGINE === 'kafka')
    needs.push({ of: 'BAROMETER_ENGINE', needed: 'KAFKA_BROKERS', why: 'BAROMETER_ENGINE is kafka' });
  if (KAFKA_TLS === true) needs.push({ of: 'KAFKA_TLS', needed: 'KAFKA_BROKERS', why: 'KAFKA_TLS is true' });
  if (DATABASE_TLS !== 'disable')
    needs.push({ of: 'DATABASE_TLS', needed: 'DATABASE_URL', why: `DATABASE_TLS is ${DATABASE_TLS}` });
  return needs;
}

/** Settings for TLS that would have no effect: whoever sets them believes to be protected. */
function idleTls(values: Known): SettingProblem[] {
  const idle = (names: readonly SettingName[], but: string, instead: string): SettingProblem[] =>
    names
      .filter((name) => values[name] !== undefined)
      .map((name) => ({ name, message: `${name} is set, but ${but}. ${instead}, or remove ${name}.` }));
  const problems: SettingProblem[] = [];
  if (values.KAFKA_TLS === false)
    problems.push(...idle(KAFKA_TLS_PARTS, 'KAFKA_TLS is false: nothing would be encrypted', 'Set KAFKA_TLS to true'));
  const instead = 'Set DATABASE_TLS to verify-full';
  if (values.DATABASE_TLS === 'disable')
    problems.push(...idle(DATABASE_TLS_PARTS, 'DATABASE_TLS is disable: nothing would be encrypted', instead));
  if (values.DATABASE_TLS === 'require')
    problems.push(...idle(['DATABASE_TLS_CA'], 'DATABASE_TLS is require, which checks nothing', instead));
  return problems;
}

function twoPasswords({ DATABASE_URL: url, DATABASE_PASSWORD: password }: Known): SettingProblem[] {
  if (url === undefined || password === undefined || new URL(url).password === '') return [];
  const message = 'DATABASE_PASSWORD is set, but DATABASE_URL holds a password too. Take it out of one of the two.';
  return [{ name: 'DATABASE_PASSWORD', message }];
}
