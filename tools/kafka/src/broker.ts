import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { brokerAnswers, freePorts } from './broker-probe.ts';
import { LOG_SETTINGS, randomClusterId, serverProperties, type Ports } from './broker-settings.ts';
import { fetchJars } from './jars.ts';
import { findJava } from './requirements.ts';
import { userOptions, writeCertificates, type SecuredListeners } from './secured-listeners.ts';

const run = promisify(execFile);

export interface BrokerOptions {
  /** Where the broker keeps its data, settings, ports and log. Reused at the next start. */
  readonly folder: string;
  /** Where the jars are kept. */
  readonly cache: string;
  /** The port to listen on; by default the one of the last start in this folder, else a free one. */
  readonly port?: number;
  /** The port that clients are told to use, where something stands in front of the broker; by default its own. */
  readonly advertisedPort?: number;
  /** Further listeners, with TLS and logins. */
  readonly secured?: SecuredListeners;
  /** Leave the broker running when this process ends. */
  readonly detached?: boolean;
  readonly say?: (line: string) => void;
}

/** An Apache Kafka of one node, without containers. */
export class Broker {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly options: BrokerOptions,
    private readonly java: string,
    private readonly jars: string,
    readonly port: number,
  ) {}

  /**
   * Fetches the jars if need be, prepares the folder and starts a broker in it. Resolves when it answers.
   *
   * @throws MissingRequirement without Java 17 or Maven; Error with the end of the broker's log when it does not come up.
   */
  static async start(options: BrokerOptions): Promise<Broker> {
    const java = await findJava(process.env);
    const jars = await fetchJars(options.cache, options.say ?? (() => undefined));
    await mkdir(options.folder, { recursive: true });
    const ports = await choosePorts(options);
    const broker = new Broker(options, java, jars, ports.broker);
    await broker.prepare(ports);
    await broker.start();
    return broker;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** The address for clients. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Starts the broker again, after `stop` or `kill`, on the same port and data. */
  async start(): Promise<void> {
    const log = await open(join(this.options.folder, 'broker.log'), 'a');
    const child = spawn(
      this.java,
      [...jvmOptions(this.options.folder), '-cp', classPath(this.jars), 'kafka.Kafka', this.settingsFile()],
      { stdio: ['ignore', log.fd, log.fd], detached: this.options.detached ?? false },
    );
    await log.close();
    this.process = child;
    if (this.options.detached === true) child.unref();
    await this.waitUntilItAnswers(child);
  }

  /** Asks the broker to shut down and waits; after 20 seconds it is killed. */
  async stop(): Promise<void> {
    await this.end('SIGTERM', 20_000);
  }

  /** Ends the broker as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL', 5_000);
  }

  private async end(signal: NodeJS.Signals, patience: number): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    await gone;
    clearTimeout(timer);
  }

  private async prepare(ports: Ports): Promise<void> {
    const { folder, secured } = this.options;
    if (secured !== undefined) await writeCertificates(folder, secured);
    await writeFile(join(folder, 'ports.json'), JSON.stringify(ports));
    await writeFile(join(folder, 'log4j2.properties'), LOG_SETTINGS);
    await writeFile(this.settingsFile(), serverProperties(folder, ports, this.options.advertisedPort, secured));
    if (existsSync(join(folder, 'data', 'meta.properties'))) return;
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '--standalone',
      '-t',
      randomClusterId(),
      '-c',
      this.settingsFile(),
      ...(secured === undefined ? [] : userOptions(secured)),
    ];
    await run(this.java, [...jvmOptions(folder), '-cp', classPath(this.jars), ...format]);
  }

  private async waitUntilItAnswers(child: ChildProcess): Promise<void> {
    // A node that was killed recovers its log first: up to 20 seconds were seen before the port opened.
    const patience = 90_000;
    const end = performance.now() + patience;
    while (performance.now() < end) {
      if (child.exitCode !== null || child.signalCode !== null) throw await this.failure('ended while it started');
      if (await brokerAnswers(this.port, 1_000)) return;
      await sleep(100);
    }
    await this.kill();
    throw await this.failure(`did not answer on port ${this.port} within ${patience / 1000} seconds`);
  }

  private async failure(what: string): Promise<Error> {
    const file = join(this.options.folder, 'broker.log');
    const log = await readFile(file, 'utf8').catch(() => '');
    return new Error(
      `The Kafka broker ${what}. The end of ${file}:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`,
    );
  }

  private settingsFile(): string {
    return join(this.options.folder, 'server.properties');
  }
}

async function choosePorts(options: BrokerOptions): Promise<Ports> {
  const [broker = 0, controller = 0] = await freePorts(2);
  const file = join(options.folder, 'ports.json');
  // The controller's address is part of the formatted storage: it stays what it was.
  const last = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Ports) : { broker, controller };
  return { broker: options.port ?? last.broker, controller: last.controller };
}

function classPath(jars: string): string {
  return join(jars, '*');
}

/** A small heap and a quick start matter more here than peak speed. */
function jvmOptions(folder: string): string[] {
  return ['-Xmx512m', '-XX:+UseSerialGC', `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`];
}
