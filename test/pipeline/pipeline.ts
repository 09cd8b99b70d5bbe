import { MemoryEventLog, type EventLog } from '#libs/event-log';
import { INPUT_TOPICS, inputTopics, topicOf, type InputTypeName } from '#libs/events';
import { Database, type DatabaseSettings, type TestPostgres } from '#libs/postgres';
import { Projection } from '#services/projector';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';

/** The projector on a real database, fed from a log in memory, with a clock of the test's own. */
export interface Pipeline {
  readonly database: Database;
  readonly databaseSettings: DatabaseSettings;
  readonly eventLog: EventLog;
  /** Appends events, each at the instant it arrives, and projects all of them in batches of at most `batch` records. */
  feed(events: Iterable<DeskEvent>, batch?: number): Promise<void>;
  close(): Promise<void>;
}

export async function startPipeline(postgres: TestPostgres, partitions: number): Promise<Pipeline> {
  const databaseSettings = { url: await postgres.createDatabase(), applicationName: 'pipeline-test' };
  const database = await Database.open(databaseSettings);
  await database.migrate();
  let now = 0;
  const clock = () => now;
  const eventLog = new MemoryEventLog({ clock });
  await eventLog.ensureTopics(inputTopics(partitions));
  const projection = new Projection(database, eventLog);
  return {
    database,
    databaseSettings,
    eventLog,
    async feed(events, batch = 500) {
      for (const { arrivesAt, event } of events) {
        now = arrivesAt;
        const topic = topicOf(event.type as InputTypeName);
        const { caseId, responseId, ticketId } = event.data as Partial<
          Record<'caseId' | 'responseId' | 'ticketId', string>
        >;
        const key = caseId ?? responseId ?? ticketId ?? '';
        await eventLog.append(topic, [
          { key, value: JSON.stringify(event), headers: { 'content-type': 'application/cloudevents+json' } },
        ]);
      }
      await projectAll(eventLog, projection, batch);
    },
    async close() {
      await eventLog.close();
      await database.close();
    },
  };
}

/** Consumes until every partition was caught up. */
async function projectAll(eventLog: MemoryEventLog, projection: Projection, maxRecords: number): Promise<void> {
  const behind = new Set<string>();
  for (const topic of INPUT_TOPICS)
    for (const { partition } of await eventLog.extent(topic)) behind.add(`${topic}/${partition}`);
  let done: () => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const caughtUp = new Promise<void>((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  const consumption = await eventLog.consume({
    group: 'projector',
    topics: INPUT_TOPICS,
    maxRecords,
    resumeAt: (topic, partition) => projection.resumeAt(topic, partition),
    onBatch: async (batch) => {
      await projection.project(batch);
    },
    onState: (state) => {
      if (state.kind === 'waiting' || state.kind === 'stopped') failed(state.error);
    },
    onCaughtUp: async (partition) => {
      await projection.noteCaughtUp(partition);
      behind.delete(`${partition.topic}/${partition.partition}`);
      if (behind.size === 0) done();
    },
  });
  try {
    await caughtUp;
  } finally {
    await consumption.stop();
  }
}
