import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSettings, type Environment } from './load-settings.ts';
import { SettingsInvalid } from './settings-invalid.ts';

const FOLDER = '/srv/desk';
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barometer-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (environment: Environment) => loadSettings(environment, FOLDER).settings;

function problemsOf(environment: Environment): string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

function file(content: string): string {
  const path = join(folder, 'settings.yaml');
  writeFileSync(path, content);
  return path;
}

describe('settings', () => {
  test('have a value each when nothing is set', () => {
    expect(load({})).toEqual({
      http: { host: '127.0.0.1', port: 8080, maxBodyBytes: 5_242_880 },
      dataDir: '/srv/desk/.barometer',
      engine: 'embedded',
      databaseUrl: undefined,
      databaseTls: undefined,
      databaseConnections: 20,
      kafka: { brokers: [], tls: undefined, login: undefined },
      logLevel: 'info',
      ownCatalogue: undefined,
      webhook: undefined,
      noteWebhook: undefined,
      tools: { alertmanagers: [], pagerDuty: undefined, slack: undefined, teams: undefined, email: undefined },
      partitions: 6,
      topicPrefix: '',
      batchRecords: 5000,
      keepDays: undefined,
      shutdownSeconds: 25,
    });
  });

  test('come from the environment', () => {
    const settings = load({
      BAROMETER_HTTP_PORT: '0',
      DATABASE_URL: 'postgres://desk:p%40ss@db:5432/desk',
      KAFKA_BROKERS: 'kafka-1:9092, [::1]:9093',
      BAROMETER_WEBHOOK_URL: 'https://example.org/alerts',
      BAROMETER_WEBHOOK_SECRET: SECRET,
      BAROMETER_NOTE_WEBHOOK_URL: 'https://example.org/notes',
      BAROMETER_NOTE_WEBHOOK_SECRET: SECRET,
    });
    expect(settings).toMatchObject({
      http: { port: 0 },
      databaseUrl: 'postgres://desk:p%40ss@db:5432/desk',
      engine: 'kafka',
      kafka: { brokers: ['kafka-1:9092', '[::1]:9093'] },
      webhook: { url: 'https://example.org/alerts', secret: SECRET },
      noteWebhook: { url: 'https://example.org/notes', secret: SECRET },
    });
  });

  test('log in to the brokers when all parts of the login are there', () => {
    const login = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_USERNAME: 'desk', KAFKA_PASSWORD: 'secret' };
    expect(load({ KAFKA_BROKERS: 'kafka:9092', ...login }).kafka).toEqual({
      brokers: ['kafka:9092'],
      tls: undefined,
      login: { mechanism: 'scram-sha-512', username: 'desk', password: 'secret' },
    });
    expect(problemsOf({ KAFKA_SASL_MECHANISM: 'plain' })).toHaveLength(3);
    expect(problemsOf({ KAFKA_USERNAME: 'desk' })).toEqual([
      'KAFKA_SASL_MECHANISM is not set, but KAFKA_USERNAME is there to log in. Set it, or remove KAFKA_USERNAME.',
    ]);
  });

  test('may name the embedded engine beside brokers', () => {
    expect(load({ KAFKA_BROKERS: 'kafka:9092', BAROMETER_ENGINE: 'embedded' }).engine).toBe('embedded');
  });

  test('come from a file, which the environment overrides', () => {
    const BAROMETER_CONFIG = file('BAROMETER_HTTP_PORT: 9090\nBAROMETER_PARTITIONS: 3\nKAFKA_BROKERS: [a:1, b:2]\n');
    const { settings, inForce } = loadSettings({ BAROMETER_CONFIG, BAROMETER_PARTITIONS: '12' }, FOLDER);
    expect(settings).toMatchObject({ http: { port: 9090 }, partitions: 12, kafka: { brokers: ['a:1', 'b:2'] } });
    expect(inForce.filter(({ origin }) => origin !== 'default')).toEqual([
      { name: 'BAROMETER_HTTP_PORT', shown: '9090', origin: 'file' },
      { name: 'KAFKA_BROKERS', shown: 'a:1,b:2', origin: 'file' },
      { name: 'BAROMETER_PARTITIONS', shown: '12', origin: 'environment' },
    ]);
  });

  test('set to nothing count as not set', () => {
    expect(load({ BAROMETER_HTTP_PORT: '', DATABASE_URL: '', BAROMETER_CONFIG: '' }).http.port).toBe(8080);
  });

  test('that are wrong are all reported, each with what it must be', () => {
    expect(
      problemsOf({
        BAROMETER_HTTP_PORT: 'eighty',
        BAROMETER_ENGINE: 'rabbit',
        BAROMETER_PARTITIONS: '0',
        KAFKA_BROKERS: 'kafka',
      }),
    ).toEqual([
      'BAROMETER_HTTP_PORT is "eighty"; it must be a whole number from 0 to 65535.',
      'BAROMETER_ENGINE is "rabbit"; it must be "embedded" or "kafka".',
      'KAFKA_BROKERS is "kafka"; it must be host:port pairs separated by commas, such as kafka-1:9092,kafka-2:9092.',
      'BAROMETER_PARTITIONS is "0"; it must be a whole number from 1 to 1000.',
    ]);
  });

  test.each([
    ['BAROMETER_HTTP_PORT', '65536'],
    ['BAROMETER_HTTP_PORT', '-1'],
    ['BAROMETER_HTTP_PORT', '80.5'],
    ['BAROMETER_HTTP_HOST', 'http://localhost'],
    ['BAROMETER_MAX_BODY_BYTES', '5MB'],
    ['BAROMETER_TOPIC_PREFIX', 'desk 1'],
    ['BAROMETER_LOG_LEVEL', 'verbose'],
    ['KAFKA_BROKERS', 'a:9092,,b:9092'],
  ])('%s may not be %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toHaveLength(1);
  });

  test('that are unknown are reported with the name that was meant', () => {
    expect(problemsOf({ BAROMETER_HTP_PORT: '80', BAROMETER_COLOUR_OF_THE_SKY: 'blue', OTHER_NAME: 'x' })).toEqual([
      'BAROMETER_HTP_PORT in the environment is not a setting of Barometer. Did you mean BAROMETER_HTTP_PORT?',
      'BAROMETER_COLOUR_OF_THE_SKY in the environment is not a setting of Barometer. Remove it; docs/settings.md lists all settings.',
    ]);
  });

  test('never show a secret, right or wrong', () => {
    const wrong = problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db', BAROMETER_WEBHOOK_SECRET: 'hunter2' }).join(
      '\n',
    );
    expect(wrong).toContain('DATABASE_URL must be a URL such as postgres://');
    expect(wrong).toContain('BAROMETER_WEBHOOK_SECRET must be "whsec_"');
    expect(wrong).not.toContain('hunter2');
    const { inForce } = loadSettings({ DATABASE_URL: 'postgres://root:hunter2@db/x' }, FOLDER);
    expect(inForce.find(({ name }) => name === 'DATABASE_URL')).toEqual({
      name: 'DATABASE_URL',
      shown: '••••',
      origin: 'environment',
    });
  });

  test('that need another say so', () => {
    expect(problemsOf({ BAROMETER_WEBHOOK_URL: 'http://example.org/' })).toEqual([
      'BAROMETER_WEBHOOK_SECRET is not set, but alerts are to be posted to BAROMETER_WEBHOOK_URL and must be signed. Set it, or remove BAROMETER_WEBHOOK_URL.',
    ]);
    expect(problemsOf({ BAROMETER_WEBHOOK_SECRET: SECRET })).toHaveLength(1);
    expect(problemsOf({ BAROMETER_NOTE_WEBHOOK_URL: 'http://example.org/' })).toEqual([
      'BAROMETER_NOTE_WEBHOOK_SECRET is not set, but notes are to be posted to BAROMETER_NOTE_WEBHOOK_URL and must be signed. Set it, or remove BAROMETER_NOTE_WEBHOOK_URL.',
    ]);
    expect(problemsOf({ BAROMETER_ENGINE: 'kafka' })).toEqual([
      'KAFKA_BROKERS is not set, but BAROMETER_ENGINE is kafka. Set it, or remove BAROMETER_ENGINE.',
    ]);
  });

  test('in a file that cannot be used say which file and why', () => {
    expect(problemsOf({ BAROMETER_CONFIG: '/no/such.yaml' })).toEqual([
      'BAROMETER_CONFIG names /no/such.yaml, which cannot be read (ENOENT).',
    ]);
    expect(problemsOf({ BAROMETER_CONFIG: file('- 1\n- 2\n') })[0]).toContain('is not a map of settings');
    expect(problemsOf({ BAROMETER_CONFIG: file('a: [1\nb: }') })[0]).toContain('is not valid YAML');
    expect(problemsOf({ BAROMETER_CONFIG: file('BAROMETER_HTTP_PORT: {a: 1}\nHTTP_PORT: 80\n') })).toEqual([
      expect.stringMatching(/^BAROMETER_HTTP_PORT in .*settings\.yaml must be a single value or a list of values\.$/),
      expect.stringMatching(/^HTTP_PORT in .*settings\.yaml is not a setting of Barometer\. /),
    ]);
  });
});
