import type { Consumption, EventLog, RecordBatch } from '#libs/event-log';
import { TOPICS } from '#libs/events';

/** Hears every alert from now on, whoever else reads them: a group of its own that begins at the end of the topic. */
export class AlertTail {
  private readonly eventLog: EventLog;
  private readonly group: string;
  private consumption: Consumption | undefined;

  /** @param instance makes the group's name this process' own */
  constructor(eventLog: EventLog, instance: string) {
    this.eventLog = eventLog;
    this.group = `barometer-stream-${instance}`;
  }

  /** Calls `heard` with the JSON of each `alert.changed.v1`. */
  async start(heard: (alert: string) => void): Promise<void> {
    const ends = new Map(
      (await this.eventLog.extent(TOPICS.alertChanged)).map(({ partition, high }) => [partition, high]),
    );
    this.consumption = await this.eventLog.consume({
      group: this.group,
      topics: [TOPICS.alertChanged],
      resumeAt: async (_, partition) => ({ nextOffset: this.next(ends, partition) }),
      onBatch: async (batch) => {
        for (const text of textsOf(batch)) heard(text);
        ends.set(batch.partition, batch.nextOffset);
      },
    });
  }

  async stop(): Promise<void> {
    await this.consumption?.stop();
  }

  private next(ends: ReadonlyMap<number, number>, partition: number): number {
    return ends.get(partition) ?? 0;
  }
}

function textsOf(batch: RecordBatch): string[] {
  const decoder = new TextDecoder();
  return batch.records
    .filter((record) => record.value !== null)
    .map((record) => decoder.decode(record.value as Uint8Array));
}
