import { randomUUID } from 'node:crypto';
import type { Consumption, EventLog, LogRecord } from '#libs/event-log';

/** Hears every record of some topics, from the first one on, as another system would that follows them. */
export class TopicListener {
  private readonly heard = new Map<string, LogRecord[]>();
  private consumption: Consumption | undefined;

  static async start(log: EventLog, topics: readonly string[]): Promise<TopicListener> {
    const listener = new TopicListener();
    listener.consumption = await log.consume({
      group: `listener-${randomUUID()}`,
      topics,
      resumeAt: async () => undefined,
      onBatch: async ({ topic, records }) => {
        listener.heard.set(topic, [...listener.records(topic), ...records]);
      },
    });
    return listener;
  }

  /** What was heard of a topic so far; in order within each partition. */
  records(topic: string): readonly LogRecord[] {
    return this.heard.get(topic) ?? [];
  }

  async stop(): Promise<void> {
    await this.consumption?.stop();
  }
}
