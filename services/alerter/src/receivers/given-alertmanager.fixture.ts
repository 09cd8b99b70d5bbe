import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** As Debian's package names the program. */
const PROGRAM = 'prometheus-alertmanager';

const START_WITHIN = 30_000;

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed' };
}

/** A real Alertmanager, which groups by rule and team and tells a webhook at once. */
export class GivenAlertmanager {
  readonly url: string;
  private readonly folder: string;
  private process: ChildProcess | undefined;

  private constructor(url: string, folder: string) {
    this.url = url;
    this.folder = folder;
  }

  static async start(webhook: string): Promise<GivenAlertmanager> {
    const folder = await mkdtemp(join(tmpdir(), 'barometer-alertmanager-'));
    const config = `
route: { receiver: hook, group_by: [alertname, team], group_wait: 300ms, group_interval: 300ms, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: [{ url: '${webhook}', send_resolved: true }] }]
`;
    await writeFile(join(folder, 'alertmanager.yml'), config);
    const given = new GivenAlertmanager(`http://127.0.0.1:${await freePort()}`, folder);
    await given.begin();
    return given;
  }

  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  async active(): Promise<ActiveAlert[]> {
    const response = await fetch(`${this.url}/api/v2/alerts`);
    return (await response.json()) as ActiveAlert[];
  }

  /** Silences what has these labels, as a person does in its window. @returns how to end that */
  async silence(labels: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
    const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
    const [startsAt, endsAt] = [Date.now(), Date.now() + 3_600_000].map((at) => new Date(at).toISOString());
    const response = await fetch(`${this.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ matchers, startsAt, endsAt, createdBy: 'on-call', comment: 'known outage' }),
    });
    const { silenceID } = (await response.json()) as { silenceID: string };
    return async () => {
      await fetch(`${this.url}/api/v2/silence/${silenceID}`, { method: 'DELETE' });
    };
  }

  /**
   * Starts a process, which knows nothing of an earlier one's alerts.
   *
   * @throws Error when it is not installed or does not become ready
   */
  async begin(): Promise<void> {
    const { host } = new URL(this.url);
    const options = [
      `--config.file=${join(this.folder, 'alertmanager.yml')}`,
      `--storage.path=${join(this.folder, 'data')}`,
      `--web.listen-address=${host}`,
      '--cluster.listen-address=',
    ];
    const started = spawn(PROGRAM, options, { stdio: 'ignore' });
    this.process = started;
    const failed = once(started, 'error').then(([error]: unknown[]) => {
      throw new Error(`${PROGRAM} cannot be started: install the package ${PROGRAM}`, { cause: error });
    });
    await Promise.race([failed, this.ready()]);
  }

  private async ready(): Promise<void> {
    const begun = Date.now();
    while (Date.now() - begun < START_WITHIN) {
      const isReady = await fetch(`${this.url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await sleep(50);
    }
    throw new Error(`${PROGRAM} was not ready within ${START_WITHIN} ms`);
  }

  /** Ends the process without notice. */
  async end(): Promise<void> {
    if (this.process === undefined || this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
