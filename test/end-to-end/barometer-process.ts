import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from './http-client.ts';

const CHECKOUT = join(import.meta.dirname, '../..');
const PROGRAM = join(CHECKOUT, 'dist/services/barometer/src/main.js');
const PATIENCE = 60_000;

/** Compiles what the processes run. Quick when nothing has changed. */
export async function buildProgram(): Promise<void> {
  const build = spawn('npm', ['run', '--silent', 'build'], { cwd: CHECKOUT, stdio: 'inherit' });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm run build ended with ${code}; what is wrong stands above`);
}

/** A folder that is gone once `use` is done. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'barometer-end-to-end-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Environment = Readonly<Record<string, string>>;

/** The built program as a process of its own, as a person starts it in a terminal. */
export class BarometerProcess {
  private static readonly alive = new Set<BarometerProcess>();

  /** Exit code, or `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';

  /** @param environment the settings; those of whoever runs the tests are kept out. */
  constructor(command: readonly string[], environment: Environment = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(BAROMETER|KAFKA)_|^DATABASE_URL$/.test(name));
    // A group of its own, as a terminal gives each command one: Ctrl-C reaches all of it.
    this.child = spawn(process.execPath, [PROGRAM, ...command], {
      env: { ...Object.fromEntries(inherited), ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
    BarometerProcess.alive.add(this);
    void this.exited.then(() => BarometerProcess.alive.delete(this));
  }

  /** Ends whatever a test that failed has left running. */
  static async killAll(): Promise<void> {
    await Promise.all([...BarometerProcess.alive].map((each) => each.kill()));
  }

  /** What it wrote for people. */
  get errorText(): string {
    return this.stderr;
  }

  get text(): string {
    return this.stdout;
  }

  /** Waits for the log line that says where it listens. @throws when it ends or takes too long. */
  async ready(): Promise<HttpClient> {
    for (const began = Date.now(); Date.now() - began < PATIENCE;) {
      const line = this.stdout.split('\n').find((line) => line.includes('"msg":"ready"'));
      if (line !== undefined) return new HttpClient((JSON.parse(line) as { url: string }).url);
      if (!BarometerProcess.alive.has(this)) break;
      await delay(50);
    }
    throw new Error(`Barometer did not become ready:\n${this.stdout}${this.stderr}`);
  }

  /** What Ctrl-C does: SIGINT to every process of the group. */
  async interrupt(): Promise<number | null> {
    return this.end('SIGINT');
  }

  /** What `kill -9` does: to this process only, and without a word to it. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private end(signal: NodeJS.Signals): Promise<number | null> {
    process.kill(-(this.child.pid as number), signal);
    return this.exited;
  }
}

/** Runs a command to its end. */
export async function run(
  command: readonly string[],
  environment: Environment = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = new BarometerProcess(command, environment);
  const code = await child.exited;
  return { code, stdout: child.text, stderr: child.errorText };
}
