import type { EventLog } from '#libs/event-log';
import { INPUT_TOPICS, inputTopics } from '#libs/events';
import type { Database } from '#libs/postgres';
import { Projection } from '#services/projector';
import type { InputRow } from './input.ts';

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
  /** Events a second from the first fetch to the last commit. */
  readonly rate: number;
  /** Seconds of this process, user and system. */
  readonly cpu: number;
}

/** Consumes what was produced through the projector to committed projections: exactly the code that runs in production. */
export async function projectAll(
  eventLog: EventLog,
  database: Database,
  events: number,
  group: string,
): Promise<DurableRun> {
  const projection = new Projection(database, eventLog);
  const ends = new Map<string, number>();
  for (const topic of INPUT_TOPICS) {
    for (const { partition, high } of await eventLog.extent(topic))
      if (high > 0) ends.set(`${topic}/${partition}`, high);
  }
  let begun = 0;
  let cpu = process.cpuUsage();
  const left = new Set(ends.keys());
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const finished = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const consumption = await eventLog.consume({
    group,
    topics: INPUT_TOPICS,
    resumeAt: (topic, partition) => projection.resumeAt(topic, partition),
    onBatch: async (batch) => {
      if (begun === 0) {
        begun = performance.now();
        cpu = process.cpuUsage();
      }
      await projection.project(batch);
      const name = `${batch.topic}/${batch.partition}`;
      if (batch.nextOffset >= (ends.get(name) ?? Infinity)) left.delete(name);
      if (left.size === 0) settle?.resolve();
    },
    onState: (state) => {
      if (state.kind === 'waiting' || state.kind === 'stopped') settle?.reject(state.error);
    },
  });
  try {
    await finished;
    const used = process.cpuUsage(cpu);
    const seconds = (performance.now() - begun) / 1000;
    return { rate: events / seconds, cpu: (used.user + used.system) / 1e6 };
  } finally {
    await consumption.stop();
  }
}
