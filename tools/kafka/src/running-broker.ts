import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The note that a broker leaves in its folder while it runs, for a later command to find it by. */
export interface RunningBroker {
  readonly pid: number;
  readonly address: string;
}

export async function noteRunning(folder: string, broker: RunningBroker): Promise<void> {
  await writeFile(noteFile(folder), JSON.stringify(broker));
}

/** The broker that runs on the folder, if any. A note left by a crash is not believed: the process must be a broker. */
export async function findRunning(folder: string): Promise<RunningBroker | undefined> {
  const note = await readFile(noteFile(folder), 'utf8').catch(() => undefined);
  if (note === undefined) return undefined;
  const broker = JSON.parse(note) as RunningBroker;
  return (await isBrokerOf(folder, broker.pid)) ? broker : undefined;
}

/** Asks the broker of the folder to shut down; after 20 seconds it is killed. */
export async function stopRunning(folder: string, { pid }: RunningBroker): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const end = performance.now() + 20_000;
  while (await isBrokerOf(folder, pid)) {
    if (performance.now() > end) process.kill(pid, 'SIGKILL');
    await sleep(100);
  }
  await rm(noteFile(folder), { force: true });
}

/** Process ids are used again: only a process whose command line names the folder is the one that we started. */
async function isBrokerOf(folder: string, pid: number): Promise<boolean> {
  const answer = await run('ps', ['-ww', '-p', String(pid), '-o', 'args=']).catch(() => ({ stdout: '' }));
  return answer.stdout.includes('kafka.Kafka') && answer.stdout.includes(folder);
}

function noteFile(folder: string): string {
  return join(folder, 'running.json');
}
