import { randomUUID } from 'node:crypto';
import type { EventLog, LogRecord } from '#libs/event-log';

/** Reads everything that a topic holds now, each partition in its order. */
export async function scanTopic(log: EventLog, topic: string, onRecord: (record: LogRecord) => void): Promise<void> {
  const ends = new Map((await log.extent(topic)).map(({ partition, high }) => [partition, high]));
  const missing = new Set([...ends].filter(([, high]) => high > 0).map(([partition]) => partition));
  if (missing.size === 0) return;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const passed = ({ partition, nextOffset }: { partition: number; nextOffset: number }) => {
    if (nextOffset >= (ends.get(partition) ?? 0)) missing.delete(partition);
    if (missing.size === 0) finish();
  };
  const next = new Map<number, number>();
  const consumption = await log.consume({
    group: `scan-${randomUUID()}`,
    topics: [topic],
    maxRecords: 5_000,
    resumeAt: async (_, partition) => {
      const nextOffset = next.get(partition);
      return nextOffset === undefined ? undefined : { nextOffset };
    },
    onBatch: async (batch) => {
      for (const record of batch.records) onRecord(record);
      next.set(batch.partition, batch.nextOffset);
      passed(batch);
    },
    // Behind the last record there may be marks that are never handed out.
    onCaughtUp: async (partition) => passed(partition),
  });
  await finished;
  await consumption.stop();
}

export function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes === null || bytes === undefined ? '' : Buffer.from(bytes).toString();
}
