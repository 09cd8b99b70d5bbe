import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { PROMETHEUS } from './rule-files.ts';

const START_WITHIN = 30_000;

/** A process to scrape: where it is, and which service it runs. */
export interface Target {
  readonly url: string;
  readonly component: string;
}

export interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

interface Configuration {
  scrape_configs: { job_name: string }[];
}

/** A real Prometheus with the shipped rules, which scrapes the given processes every three seconds. */
export class GivenPrometheus {
  readonly url: string;
  private readonly folder: string;
  private readonly process: ChildProcess;

  private constructor(url: string, folder: string, process: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.process = process;
  }

  /**
   * @param alertmanager where one listens
   * @param data a folder that holds what was before
   * @throws Error when it is not installed (Debian: the package "prometheus") or does not become ready
   */
  static async start(targets: readonly Target[], alertmanager: string, data?: string): Promise<GivenPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'barometer-prometheus-'));
    await writeFile(join(folder, 'prometheus.yml'), await configurationFor(targets, alertmanager));
    const host = `127.0.0.1:${await freePort()}`;
    const options = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data ?? join(folder, 'data')}`,
      '--storage.tsdb.retention.time=90d',
      `--web.listen-address=${host}`,
      // What fires before Alertmanager is found would wait a minute for its second chance.
      '--rules.alert.resend-delay=2s',
      '--log.level=error',
    ];
    const started = spawn('prometheus', options, { stdio: ['ignore', 'ignore', 'inherit'] });
    const given = new GivenPrometheus(`http://${host}`, folder, started);
    const failed = once(started, 'error').then(([error]: unknown[]) => {
      throw new Error('prometheus cannot be started: install the package "prometheus"', { cause: error });
    });
    await Promise.race([failed, given.ready()]);
    return given;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What an expression is now. @throws Error with Prometheus' words when it does not understand it. */
  async query(expression: string): Promise<readonly Row[]> {
    const { result } = await this.ask<{ result: readonly { metric: Row['labels']; value: [number, string] }[] }>(
      'query',
      {
        query: expression,
      },
    );
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The values of a label among the series that a selector matches. */
  async labelValues(label: string, selector: string): Promise<readonly string[]> {
    return this.ask(`label/${label}/values`, { 'match[]': selector });
  }

  private async ask<T>(path: string, query: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(query).toString()}`);
    const { status, error, data } = (await response.json()) as Answer<T>;
    if (status !== 'success') throw new Error(`${error ?? 'no success'}: ${JSON.stringify(query)}`);
    return data;
  }

  private async ready(): Promise<void> {
    for (const begun = Date.now(); Date.now() - begun < START_WITHIN; await sleep(50)) {
      const isReady = await fetch(`${this.url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
    }
    throw new Error(`prometheus was not ready within ${START_WITHIN} ms`);
  }
}

/** The shipped configuration, but for where everything is, and how often it is asked. */
async function configurationFor(targets: readonly Target[], alertmanager: string): Promise<string> {
  const shipped = parse(await readFile(join(PROMETHEUS, 'prometheus.yml'), 'utf8')) as Configuration;
  const barometer = shipped.scrape_configs.find(({ job_name }) => job_name === 'barometer');
  if (barometer === undefined) throw new Error('prometheus.yml has no job "barometer"');
  const found = targets.map(({ url, component }) => ({ targets: [new URL(url).host], labels: { component } }));
  return stringify({
    // A scrape that takes longer than its interval counts as failed, and everything would look gone for a moment.
    global: { scrape_interval: '3s', scrape_timeout: '3s', evaluation_interval: '1s' },
    rule_files: [join(PROMETHEUS, 'rules/*.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager).host] }] }] },
    scrape_configs: [{ job_name: barometer.job_name, static_configs: found }],
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
