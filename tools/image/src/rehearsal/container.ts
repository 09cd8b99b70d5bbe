import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process in a container gets: where it stands, what it finds in its environment, and who it is. */
export interface Place {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `undefined`: whoever runs the rehearsal, who may not become somebody else. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/** A service of the compose file as a process in the image's contents. */
export class Container {
  readonly name: string;
  private readonly place: Place;
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | null>;
  private output = '';

  constructor(name: string, command: readonly string[], place: Place) {
    this.name = name;
    this.place = place;
    this.child = start(command, place);
    this.child.stdout?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Asks the health check until it says yes. @throws with what the process wrote, when it ends or takes too long. */
  async healthy(check: readonly string[], seconds: number): Promise<void> {
    let last = 'it was never asked';
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      if (this.child.exitCode !== null)
        throw new Error(`${this.name} ended with ${this.child.exitCode}:\n${this.output}`);
      const { code, text } = await this.ask(check);
      if (code === 0) return;
      last = text;
      await delay(250);
    }
    throw new Error(`${this.name} was not healthy after ${seconds} s: ${last}\n${this.output}`);
  }

  /** Runs a command beside the process, as a health check is. */
  async ask(command: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
    const child = start(command, this.place);
    let text = '';
    child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
    child.stderr?.on('data', (part: Buffer) => (text += part.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, text };
  }

  /** What `docker stop` does. @throws unless the process ends in order within the time. */
  async stop(seconds: number): Promise<void> {
    this.child.kill('SIGTERM');
    const code = await Promise.race([this.exited, delay(seconds * 1000, 'killed' as const, { ref: false })]);
    if (code === 'killed') this.child.kill('SIGKILL');
    if (code !== 0) throw new Error(`${this.name} did not stop in order (${code}):\n${this.output}`);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

function start([program = '', ...args]: readonly string[], { folder, environment, user }: Place): ChildProcess {
  return spawn(program, args, { cwd: folder, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'], ...user });
}
