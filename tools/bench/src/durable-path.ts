import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EventLog } from '#libs/event-log';
import { INPUT_TOPICS, inputTopics } from '#libs/events';
import type { InputRow } from './input.ts';
import type { ProjectorOrders, ProjectorReport } from './projector-process.ts';

export const PARTITIONS = 6;
const APPENDED_AT_ONCE = 5_000;

/** Puts all events on their topics, ahead of the measurement. */
export async function produceAhead(eventLog: EventLog, rows: readonly InputRow[]): Promise<void> {
  await eventLog.ensureTopics(inputTopics(PARTITIONS));
  for (const topic of INPUT_TOPICS) {
    const records = rows.filter((row) => row.topic === topic).map((row) => row.record);
    for (let from = 0; from < records.length; from += APPENDED_AT_ONCE) {
      await eventLog.append(topic, records.slice(from, from + APPENDED_AT_ONCE));
    }
  }
}

export interface DurableRun {
  /** Events a second from the end of the warm-up to the last commit. */
  readonly rate: number;
  /** Microseconds of the projectors' processes for each of these events, user and system. */
  readonly cpu: number;
}

/**
 * Consumes what was produced, through the projector, to committed projections: exactly the code that runs in production,
 * in replicas that share the partitions, each a process of its own.
 */
export async function projectAll(orders: ProjectorOrders, replicas: number): Promise<DurableRun> {
  const projectors = Array.from({ length: replicas }, () =>
    fork(fileURLToPath(new URL(`./projector-process.js`, import.meta.url))),
  );
  try {
    await Promise.all(projectors.map(async (projector) => once(projector, 'message')));
    const reports = await Promise.all(projectors.map(async (projector) => report(projector, orders)));
    const begun = reports.map((each) => each.begun).reduce((a, b) => (a.at < b.at ? a : b));
    const ended = Math.max(...reports.map((each) => each.ended));
    const measured = orders.events - begun.events;
    const cpu = (1e6 * reports.reduce((sum, each) => sum + each.cpu, 0)) / measured;
    return { rate: (1000 * measured) / (ended - begun.at), cpu };
  } finally {
    for (const projector of projectors) projector.kill();
  }
}

async function report(projector: ChildProcess, orders: ProjectorOrders): Promise<ProjectorReport> {
  const gone = once(projector, 'exit').then(([code]) => {
    throw new Error(`a projector ended before its report, with exit code ${String(code)}; its words stand above`);
  });
  projector.send(orders);
  const [message] = (await Promise.race([once(projector, 'message'), gone])) as [ProjectorReport];
  gone.catch(() => undefined);
  return message;
}
