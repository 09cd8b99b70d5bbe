import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Authority, type Certified } from '../../../tools/certificates/src/authority.ts';
import { loadSettings, type Environment } from './load-settings.ts';
import { SettingsInvalid } from './settings-invalid.ts';

const DATABASE_URL = 'postgres://desk@db:5432/desk';
const BROKERS = { KAFKA_BROKERS: 'kafka:9093' };
let folder: string;
let ca: string;
let own: Certified;
let other: Certified;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-certificates-'));
  const authority = await Authority.make('desk authority');
  ca = authority.ca;
  own = await authority.sign('barometer');
  other = await authority.sign('another');
  const { cert, key } = own;
  for (const [name, content] of Object.entries({ ca, cert, key, 'other-key': other.key, empty: '' })) {
    writeFileSync(join(folder, `${name}.pem`), content);
  }
  writeFileSync(join(folder, 'password'), 'p@ss:w/rd%41\n');
  writeFileSync(
    join(folder, 'locked.pem'),
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
  );
  writeFileSync(join(folder, 'torn.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (environment: Environment) => loadSettings(environment, folder).settings;

function problemsOf(environment: Environment): readonly string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe('TLS to the brokers', () => {
  test('is off unless asked for', () => {
    expect(load(BROKERS).kafka.tls).toBeUndefined();
    expect(load({ ...BROKERS, KAFKA_TLS: 'true' }).kafka.tls).toEqual({});
  });

  test('takes authorities, a certificate with its key, and the name to look for', () => {
    const tls = {
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: 'ca.pem',
      KAFKA_TLS_CERT: 'cert.pem',
      KAFKA_TLS_KEY: join(folder, 'key.pem'),
      KAFKA_TLS_SERVER_NAME: 'kafka.example.org',
    };
    const { cert, key } = own;
    expect(load({ ...BROKERS, ...tls }).kafka.tls).toEqual({ ca, cert, key, servername: 'kafka.example.org' });
  });

  test.each([
    [{ KAFKA_TLS: 'yes' }, ['KAFKA_TLS is "yes"; it must be "true" or "false".']],
    [
      { KAFKA_TLS_CA: 'ca.pem' },
      [/^KAFKA_TLS_CA is set, but KAFKA_TLS is false: nothing would be encrypted\. Set KAFKA_TLS to true, or/],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CA: 'none.pem' },
      [/^KAFKA_TLS_CA names .*none\.pem, which cannot be read \(ENOENT\)/],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CA: 'empty.pem' },
      [/^KAFKA_TLS_CA names .*empty\.pem, which holds no certificate/],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CA: 'torn.pem' },
      [/^KAFKA_TLS_CA names .*torn\.pem, which holds a certificate that is damaged/],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: 'cert.pem' },
      [/^KAFKA_TLS_KEY is not set, but the certificate of KAFKA_TLS_CERT/],
    ],
    [{ KAFKA_TLS: 'true', KAFKA_TLS_KEY: 'key.pem' }, [/^KAFKA_TLS_CERT is not set, but KAFKA_TLS_KEY is the key/]],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: 'cert.pem', KAFKA_TLS_KEY: 'other-key.pem' },
      [/^KAFKA_TLS_KEY is not the key of the certificate/],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: 'cert.pem', KAFKA_TLS_KEY: 'ca.pem' },
      [/^KAFKA_TLS_KEY names .*ca\.pem, which holds no private key/],
    ],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CERT: 'cert.pem', KAFKA_TLS_KEY: 'locked.pem' },
      [/^KAFKA_TLS_KEY names .*locked\.pem, which is encrypted/],
    ],
    [{ KAFKA_BROKERS: '', KAFKA_TLS: 'true' }, [/^KAFKA_BROKERS is not set, but KAFKA_TLS is true/]],
    [{ KAFKA_PASSWORD: 'x' }, [/^KAFKA_SASL_MECHANISM is not set, but KAFKA_PASSWORD is there to log in/]],
    [
      { KAFKA_TLS: 'true', KAFKA_TLS_CA: 'none.pem', KAFKA_SASL_MECHANISM: 'gssapi', KAFKA_USERNAME: 'desk' },
      [/^KAFKA_SASL_MECHANISM is "gssapi"; it must be one of plain, scram/, /^KAFKA_TLS_CA names/],
    ],
  ])('with %j is refused', (environment, expected) => {
    const problems = problemsOf({ ...BROKERS, ...environment });
    expect(problems).toHaveLength(expected.length);
    for (const [index, message] of expected.entries()) expect(problems[index]).toMatch(message);
  });
});

describe('TLS to the database', () => {
  test('has a mode and certificates', () => {
    expect(load({ DATABASE_URL }).databaseTls).toBeUndefined();
    expect(load({ DATABASE_URL, DATABASE_TLS: 'require' }).databaseTls).toEqual({ mode: 'require' });
    const tls = {
      DATABASE_TLS: 'verify-full',
      DATABASE_TLS_CA: 'ca.pem',
      DATABASE_TLS_CERT: 'cert.pem',
      DATABASE_TLS_KEY: 'key.pem',
    };
    expect(load({ DATABASE_URL, ...tls }).databaseTls).toEqual({ mode: 'verify-full', ca, ...own });
  });

  test.each([
    [{ DATABASE_TLS: 'true' }, /^DATABASE_TLS is "true"; it must be one of disable, require, verify-ca, verify-full/],
    [{ DATABASE_TLS_CA: 'ca.pem' }, /^DATABASE_TLS_CA is set, but DATABASE_TLS is disable: nothing/],
    [
      { DATABASE_TLS: 'require', DATABASE_TLS_CA: 'ca.pem' },
      /^DATABASE_TLS_CA is set, but DATABASE_TLS is require, which checks nothing/,
    ],
    [{ DATABASE_URL: '', DATABASE_TLS: 'verify-full' }, /^DATABASE_URL is not set, but DATABASE_TLS is verify-full/],
    [
      { DATABASE_URL: `${DATABASE_URL}?sslmode=require` },
      /^DATABASE_URL must be .* without sslmode and the like: DATABASE_TLS is for that/,
    ],
    [{ DATABASE_URL: '', DATABASE_PASSWORD: 'x' }, /^DATABASE_URL is not set, but DATABASE_PASSWORD is there/],
    [
      { DATABASE_URL: 'postgres://a:b@db/c', DATABASE_PASSWORD: 'x' },
      /^DATABASE_PASSWORD is set, but DATABASE_URL holds a password too/,
    ],
  ])('with %j is refused', (environment, expected) => {
    const problems = problemsOf({ DATABASE_URL, ...environment });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });
});

describe('a secret', () => {
  test('can come from a file, without the end of its line', () => {
    const { settings, inForce } = loadSettings({ DATABASE_URL, DATABASE_PASSWORD_FILE: 'password' }, folder);
    expect(decodeURIComponent(new URL(settings.databaseUrl as string).password)).toBe('p@ss:w/rd%41');
    expect(inForce.find(({ name }) => name === 'DATABASE_PASSWORD')).toEqual({
      name: 'DATABASE_PASSWORD',
      shown: '••••',
      origin: 'secret file',
    });
    const login = {
      ...BROKERS,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_USERNAME: 'desk',
      KAFKA_PASSWORD_FILE: 'password',
    };
    expect(load(login).kafka.login?.password).toBe('p@ss:w/rd%41');
  });

  test('in the environment wins over a file that the settings file names', () => {
    writeFileSync(join(folder, 'settings.yaml'), 'DATABASE_PASSWORD_FILE: password\n');
    const both = { DATABASE_URL, DATABASE_PASSWORD: 'nearer', BAROMETER_CONFIG: 'settings.yaml' };
    expect(load(both).databaseUrl).toBe('postgres://desk:nearer@db:5432/desk');
  });

  test.each([
    [{ DATABASE_PASSWORD_FILE: 'none' }, /^DATABASE_PASSWORD_FILE names .*none, which cannot be read \(ENOENT\)/],
    [{ DATABASE_PASSWORD_FILE: 'empty.pem' }, /^DATABASE_PASSWORD_FILE names .*empty\.pem, which is empty/],
    [
      { DATABASE_PASSWORD: 'x', DATABASE_PASSWORD_FILE: 'password' },
      /^DATABASE_PASSWORD_FILE cannot stand beside DATABASE_PASSWORD\. Set one/,
    ],
    [{ BAROMETER_WEBHOOK_SECRET_FIL: 'password' }, /Did you mean BAROMETER_WEBHOOK_SECRET_FILE\?$/],
    [{ BAROMETER_HTTP_PORT_FILE: 'password' }, /^BAROMETER_HTTP_PORT_FILE in the environment is not a setting/],
  ])('given with %j is refused', (environment, expected) => {
    const problems = problemsOf({ DATABASE_URL, ...environment });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });
});
