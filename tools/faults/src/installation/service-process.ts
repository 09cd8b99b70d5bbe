import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The program that was compiled together with this file. */
const PROGRAM = fileURLToPath(new URL('../../../../services/barometer/src/main.js', import.meta.url));

export interface ServiceProcessSettings {
  /** `projector-2` for instance; also the name of its log file. */
  readonly name: string;
  readonly service: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Whether a process ended with an error of its own, and not by a signal or in order. */
export function isDisorderly(exit: Exit | undefined): boolean {
  return exit !== undefined && exit.code !== null && exit.code !== 0;
}

/** One service as a process of its own, as an orchestrator would start it. */
export class ServiceProcess {
  readonly name: string;
  readonly startedAt = Date.now();
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private isSuspended = false;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  }

  static async start({ name, service, environment, logFile }: ServiceProcessSettings): Promise<ServiceProcess> {
    const inherited = Object.entries(process.env).filter(([key]) => !/^(BAROMETER|KAFKA)_|^DATABASE_URL$/.test(key));
    const log = await open(logFile, 'a');
    const child = spawn(process.execPath, [PROGRAM, 'start', service], {
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    await log.close();
    return new ServiceProcess(name, child);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks it to stop in order. */
  async stop(): Promise<Exit> {
    if (this.isSuspended) this.resume();
    this.child.kill('SIGTERM');
    return this.exited;
  }

  /** Stops it from running, in the middle of whatever it does. */
  suspend(): void {
    this.isSuspended = true;
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.isSuspended = false;
    this.child.kill('SIGCONT');
  }

  /** Bytes of memory that it holds at this moment; `undefined` when it is gone. */
  async residentMemory(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }
}
