import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readComposeFile } from './compose-file.ts';
import { listens } from './references.ts';

const CHECKOUT = join(import.meta.dirname, '../../../..');
const textOf = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');
const { services } = readComposeFile(textOf('docker-compose.yml'), parseEnv(textOf('deploy/docker/development.env')));

/** Why a service cannot reach an address; `undefined` when it can. */
function unreachable(from: string, host: string, port: string): string | undefined {
  const other = services[host];
  if (other === undefined) return `${host} is no service`;
  if (!listens(other).includes(port)) return `${host} does not listen on ${port}`;
  const near = other.networks.some((network) => services[from]?.networks.includes(network));
  return near ? undefined : `${from} shares no network with ${host}`;
}

interface Scraping {
  readonly dns_sd_configs?: readonly { readonly names: readonly string[]; readonly port: number }[];
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
}

describe('what watches', () => {
  it('scrapes every service of Barometer, and reaches it', () => {
    const { scrape_configs } = parse(textOf('deploy/prometheus/prometheus.yml')) as { scrape_configs: Scraping[] };
    const found = scrape_configs.flatMap(({ dns_sd_configs = [] }) =>
      dns_sd_configs.flatMap(({ names, port }) => names.map((name) => [name, String(port)] as const)),
    );
    const own = Object.keys(services).filter((name) => services[name]?.build !== undefined);
    expect(found.map(([name]) => name)).toEqual(own);
    expect(found.map(([name, port]) => unreachable('prometheus', name, port))).toEqual(own.map(() => undefined));
    const fixed = scrape_configs.flatMap(({ static_configs = [] }) => static_configs.flatMap(({ targets }) => targets));
    for (const target of fixed.filter((each) => !each.startsWith('localhost'))) {
      const [host = '', port = ''] = target.split(':');
      expect(unreachable('prometheus', host, port)).toBeUndefined();
    }
  });

  it('has one address for each process: two networks in common would give it two', () => {
    for (const [name, { networks, build }] of Object.entries(services)) {
      if (build === undefined) continue;
      const together = networks.filter((network) => services['prometheus']?.networks.includes(network));
      expect([name, together]).toEqual([name, ['log']]);
    }
  });

  it('tells Alertmanager', () => {
    const text = textOf('deploy/prometheus/prometheus.yml');
    const { alerting } = parse(text) as { alerting: { alertmanagers: Scraping[] } };
    const targets = alerting.alertmanagers.flatMap(({ static_configs = [] }) =>
      static_configs.flatMap((each) => each.targets),
    );
    expect(targets.map((target) => unreachable('prometheus', ...(target.split(':') as [string, string])))).toEqual([
      undefined,
    ]);
  });

  it('shows in Grafana what it reaches', () => {
    const { datasources } = parse(textOf('deploy/grafana/provisioning/datasources/barometer.yml')) as {
      datasources: { name: string; url: string; secureJsonData?: { password: string } }[];
    };
    for (const { name, url, secureJsonData } of datasources) {
      const [, host = '', port = ''] = /^(?:http:\/\/)?([a-z]+):(\d+)$/.exec(url) ?? [];
      expect([name, unreachable('grafana', host, port)]).toEqual([name, undefined]);
      const variable = secureJsonData?.password.slice(1);
      if (variable !== undefined) expect(Object.keys(services['grafana']?.environment ?? {})).toContain(variable);
    }
  });

  it('finds its dashboards where they are mounted', () => {
    const { providers } = parse(textOf('deploy/grafana/provisioning/dashboards/barometer.yml')) as {
      providers: { options: { path: string } }[];
    };
    const mounts = (services['grafana']?.volumes ?? []).map((volume) => volume.split(':'));
    const folders = providers.map(({ options }) => mounts.find(([, target]) => target === options.path)?.[0] ?? '');
    expect(folders).toEqual(['./deploy/grafana/dashboards']);
    const home = services['grafana']?.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(readdirSync(join(CHECKOUT, folders[0] as string))).toContain(home.split('/').at(-1));
    for (const [source = ''] of mounts.filter(([each = '']) => each.startsWith('./'))) {
      expect(existsSync(join(CHECKOUT, source)), source).toBe(true);
    }
  });
});
