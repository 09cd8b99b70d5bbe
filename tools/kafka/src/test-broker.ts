import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Broker, type BrokerOptions } from './broker.ts';
import { cacheFolder } from './checkout.ts';
import { findRunning, noteRunning, stopRunning } from './running-broker.ts';

/** A broker that lives as long as a test run: a free port, an empty folder, nothing left behind. */
export class TestBroker {
  private constructor(
    private readonly folder: string,
    private readonly broker: Broker,
  ) {}

  /**
   * @param options.port the port to listen on; by default a free one
   * @param options.advertisedPort where clients find the broker, if not on its own port
   * @param options.secured listeners with TLS beside the plain one
   */
  static async start(options: Pick<BrokerOptions, 'port' | 'advertisedPort' | 'secured'> = {}): Promise<TestBroker> {
    const cache = cacheFolder();
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, `test-${process.pid}-`));
    const broker = await Broker.start({ folder, cache, ...options });
    await noteRunning(folder, { pid: broker.pid ?? 0, address: broker.address });
    return new TestBroker(folder, broker);
  }

  /** Ends what test runs that were killed have left: their brokers and folders. */
  static async sweep(): Promise<void> {
    const cache = cacheFolder();
    const folders = existsSync(cache) ? await readdir(cache) : [];
    for (const name of folders) {
      const owner = /^test-(\d+)-/.exec(name)?.[1];
      if (owner === undefined || isAlive(Number(owner))) continue;
      const folder = join(cache, name);
      const running = await findRunning(folder);
      if (running !== undefined) await stopRunning(folder, running);
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Its own port, whatever it tells clients. */
  get port(): number {
    return this.broker.port;
  }

  /** The address for clients. It survives a restart. */
  get address(): string {
    return this.broker.address;
  }

  /** Ends the broker as a power cut would. */
  async kill(): Promise<void> {
    await this.broker.kill();
  }

  /** Starts the broker again on the same port and data. Resolves when it answers. */
  async restart(): Promise<void> {
    await this.broker.stop();
    await this.broker.start();
    await noteRunning(this.folder, { pid: this.broker.pid ?? 0, address: this.broker.address });
  }

  async stop(): Promise<void> {
    await this.broker.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
