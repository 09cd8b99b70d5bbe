import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { loadSettings } from '#libs/config';
import { publishedPort, secondsOf, type ComposeFile, type ComposeService } from './compose-file.ts';

type Finding = string | false | undefined;

/** Everything that a compose file names and that is not there, or does not fit; the schema sees none of it. */
export function brokenReferences(file: ComposeFile, checkout: string): readonly string[] {
  const services = Object.entries(file.services);
  const findings: Finding[] = services.flatMap(([name, service]) =>
    [
      ...networks(service, file),
      ...volumes(service, file, checkout),
      ...dependencies(service, file),
      ...builds(service, checkout),
      ...addresses(name, service, file),
      ...settings(service, checkout),
      ...replicas(service),
      ...stops(service),
    ].map((finding) => finding && `${name}: ${finding}`),
  );
  findings.push(...samePorts(services), ...unused(file));
  return findings.filter((finding) => typeof finding === 'string');
}

function networks(service: ComposeService, file: ComposeFile): Finding[] {
  if (service.networks.length === 0) return ['names no network'];
  return service.networks.map((name) => !(name in file.networks) && `network ${name} is not declared`);
}

function volumes(service: ComposeService, file: ComposeFile, checkout: string): Finding[] {
  return service.volumes.map((volume) => {
    const [source = '', target = ''] = volume.split(':');
    if (!posix.isAbsolute(target)) return `volume ${volume} has no absolute path in the container`;
    if (/^[./]/.test(source)) return !existsSync(join(checkout, source)) && `${source} does not exist`;
    return !(source in file.volumes) && `volume ${source} is not declared`;
  });
}

function dependencies(service: ComposeService, file: ComposeFile): Finding[] {
  return Object.entries(service.depends_on).map(([name, { condition }]) => {
    const other = file.services[name];
    if (other === undefined) return `depends on ${name}, which is no service`;
    return (
      condition === 'service_healthy' &&
      other.healthcheck === undefined &&
      `waits for the health of ${name}, which has no check`
    );
  });
}

function builds({ build }: ComposeService, checkout: string): Finding[] {
  if (build === undefined) return [];
  const dockerfile = posix.join(build.context, build.dockerfile);
  return [!existsSync(join(checkout, dockerfile)) && `${dockerfile} does not exist`];
}

/** Images of others that listen where they always do. */
const CUSTOMARY: Readonly<Record<string, string>> = {
  'prom/prometheus': '9090',
  'prom/alertmanager': '9093',
  'grafana/grafana': '3000',
};

/** The ports that a service listens on inside the networks, by its own environment or by its image's custom. */
export function listens(service: ComposeService): readonly string[] {
  const customary = CUSTOMARY[service.image.split(':')[0] ?? ''];
  if (customary !== undefined) return [customary];
  const { KAFKA_LISTENERS, POSTGRES_DB, BAROMETER_HTTP_PORT } = service.environment;
  if (KAFKA_LISTENERS !== undefined) return [...KAFKA_LISTENERS.matchAll(/:(\d+)/g)].map(([, port]) => port ?? '');
  if (POSTGRES_DB !== undefined) return ['5432'];
  return BAROMETER_HTTP_PORT === undefined ? [] : [BAROMETER_HTTP_PORT];
}

function addresses(name: string, service: ComposeService, file: ComposeFile): Finding[] {
  const findings: Finding[] = [];
  for (const [variable, value] of Object.entries(service.environment)) {
    if (!/^(KAFKA_BROKERS|DATABASE_URL|KAFKA_ADVERTISED_LISTENERS|KAFKA_CONTROLLER_QUORUM_VOTERS)$/.test(variable))
      continue;
    for (const [, host = '', port = ''] of value.matchAll(/([A-Za-z][\w-]*):(\d+)/g)) {
      const other = file.services[host];
      if (other === undefined) findings.push(`${variable} names the host ${host}, which is no service`);
      else if (!listens(other).includes(port)) findings.push(`${variable}: ${host} does not listen on ${port}`);
      else if (host !== name && !other.networks.some((network) => service.networks.includes(network)))
        findings.push(`${variable}: ${host} shares no network with it`);
    }
  }
  const published = service.ports.map((port) => publishedPort(port).target);
  findings.push(
    ...published.map((port) => !listens(service).includes(port) && `publishes ${port}, where it does not listen`),
  );
  return findings;
}

/** Barometer's own services must be able to start with what they are given. */
function settings(service: ComposeService, checkout: string): Finding[] {
  if (service.build === undefined) return [];
  try {
    const { settings: loaded } = loadSettings(service.environment, checkout);
    const patience = secondsOf(service.stop_grace_period ?? '10s');
    return [
      patience <= loaded.shutdownSeconds && `is killed after ${patience} s, before its own ${loaded.shutdownSeconds} s`,
    ];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Copies cannot share a name, nor a port of the host. */
function replicas(service: ComposeService): Finding[] {
  if (service.container_name === undefined && (service.deploy?.replicas === undefined || service.ports.length === 0))
    return [];
  return ['cannot be scaled: it has a name or a port of the host of its own'];
}

function stops(service: ComposeService): Finding[] {
  return [
    service.restart === undefined && 'has no restart policy',
    service.healthcheck === undefined && 'has no health check',
    service.deploy?.resources === undefined && 'has no limits of resources',
    /:latest$|^[^:]+$/.test(service.image) && service.build === undefined && `${service.image} names no version`,
  ];
}

function samePorts(services: readonly (readonly [string, ComposeService])[]): Finding[] {
  const byPort = Map.groupBy(
    services.flatMap(([name, { ports }]) => ports.map((port) => ({ name, port: publishedPort(port).published }))),
    ({ port }) => port,
  );
  return [...byPort]
    .filter(([, users]) => users.length > 1)
    .map(([port, users]) => `port ${port} of the host is wanted by ${users.map(({ name }) => name).join(' and ')}`);
}

function unused(file: ComposeFile): Finding[] {
  const services = Object.values(file.services);
  const networksUsed = new Set(services.flatMap((service) => service.networks));
  const volumesUsed = new Set(services.flatMap((service) => service.volumes.map((volume) => volume.split(':')[0])));
  return [
    ...Object.keys(file.networks).map((name) => !networksUsed.has(name) && `network ${name} is used by nobody`),
    ...Object.keys(file.volumes).map((name) => !volumesUsed.has(name) && `volume ${name} is used by nobody`),
  ];
}
