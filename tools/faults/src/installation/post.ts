import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { ServiceProcess, type Exit } from './service-process.ts';

export interface PostSettings {
  readonly name: string;
  readonly service: 'intake' | 'projector' | 'reader' | 'alerter';
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFolder: string;
  /** Told of every end that nobody had ordered. */
  readonly onUnexpectedExit: (name: string, exit: Exit) => void;
}

const RESTART_AFTER = 500;

/** The place of one process in the fleet: whatever ends there is started again, until it is closed. */
export class Post {
  readonly name: string;
  readonly service: PostSettings['service'];
  readonly url: string;
  private readonly settings: PostSettings;
  private current: ServiceProcess | undefined;
  private isWanted = false;
  private watching: Promise<void> = Promise.resolve();
  private killed: ServiceProcess | undefined;

  constructor(settings: PostSettings) {
    this.settings = settings;
    this.name = settings.name;
    this.service = settings.service;
    this.url = `http://127.0.0.1:${settings.port}`;
  }

  /** The process that stands here now, if one does. */
  get process(): ServiceProcess | undefined {
    return this.current?.isAlive === true ? this.current : undefined;
  }

  get isOpen(): boolean {
    return this.isWanted;
  }

  open(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.watching = this.watch();
  }

  /** Stops the process in order. @returns how it ended; `undefined` when there was none */
  async close(): Promise<Exit | undefined> {
    this.isWanted = false;
    const exit = await this.process?.stop();
    await this.watching;
    return exit;
  }

  /** Kills what stands here; another one takes its place. @returns whether there was anything to kill */
  async kill(): Promise<boolean> {
    const { process } = this;
    if (process === undefined) return false;
    this.killed = process;
    await process.kill();
    return true;
  }

  /** Whether its own probe says that it is ready. */
  async isReady(): Promise<boolean> {
    if (this.process === undefined) return false;
    const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3_000) }).catch(
      () => undefined,
    );
    await answer?.body?.cancel();
    return answer?.ok === true;
  }

  private async watch(): Promise<void> {
    const { name, service, environment, logFolder, port } = this.settings;
    while (this.isWanted) {
      const process = await ServiceProcess.start({
        name,
        service,
        environment: { ...environment, BAROMETER_HTTP_PORT: String(port) },
        logFile: join(logFolder, `${name}.log`),
      });
      this.current = process;
      const exit = await process.exited;
      if (!this.isWanted) return;
      if (this.killed !== process) this.settings.onUnexpectedExit(name, exit);
      await sleep(RESTART_AFTER);
    }
  }
}
