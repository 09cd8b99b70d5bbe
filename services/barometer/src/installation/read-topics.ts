import { randomUUID } from 'node:crypto';
import type { EventLog, RecordBatch } from '#libs/event-log';

/** Which part of the topics is read. */
export interface TopicSpan {
  readonly topics: readonly string[];
  /** Where a partition ends for this reader: the offset behind its last record. */
  readonly ends: ReadonlyMap<string, number>;
}

/** The name of a partition in `TopicSpan.ends`. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/** All that stands in some topics now. */
export async function wholeTopics(eventLog: EventLog, topics: readonly string[]): Promise<TopicSpan> {
  const ends = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, low, high } of await eventLog.extent(topic)) {
      if (high > low) ends.set(partitionName(topic, partition), high);
    }
  }
  return { topics, ends };
}

/**
 * Reads topics from their oldest record to where the span ends, in a consumer group of its own: nobody else's position
 * moves. Records behind the end may be handed out too.
 *
 * @throws what `onBatch` throws; PositionLost when the log removes records while they are read
 */
export async function readTopics(
  eventLog: EventLog,
  { topics, ends }: TopicSpan,
  purpose: string,
  onBatch: (batch: RecordBatch) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const left = new Map(ends);
  if (left.size === 0) return;
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  const reached = (topic: string, partition: number, nextOffset: number) => {
    const name = partitionName(topic, partition);
    if (nextOffset >= (left.get(name) ?? Infinity)) left.delete(name);
    if (left.size === 0) resolve();
  };
  const stop = () => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  const consumption = await eventLog.consume({
    group: `barometer-${purpose}-${randomUUID()}`,
    topics,
    resumeAt: async () => undefined,
    onBatch: async (batch) => {
      // Tried again, a batch that cannot be worked on would be tried for ever.
      if (left.has(partitionName(batch.topic, batch.partition))) await onBatch(batch).catch(reject);
      reached(batch.topic, batch.partition, batch.nextOffset);
    },
    onCaughtUp: async ({ topic, partition, nextOffset }) => reached(topic, partition, nextOffset),
    onState: (state) => {
      if (state.kind === 'stopped') reject(state.error);
    },
  });
  try {
    await finished;
  } finally {
    signal.removeEventListener('abort', stop);
    await consumption.stop();
  }
}
