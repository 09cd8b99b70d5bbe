import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadSettings } from '#libs/config';
import { MemoryEventLog, type EventLog, type LogRecord } from '#libs/event-log';
import { INPUT_TOPICS } from '#libs/events';
import { Metrics } from '#libs/metrics';
import type { Database } from '#libs/postgres';
import { buildApp, Readiness } from '#libs/runtime';
import { intakeService } from './index.ts';

export const NOW = Date.parse('2026-11-20T12:00:00.000Z');
export const MOST_BYTES = 50_000;

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The intake knows no database: asking this one for anything would fail. */
const noDatabase = {} as Database;

/** The intake's own Nest application, in the runtime that runs it for real, over an event log of the test's choice. */
export async function givenIntake(eventLog: EventLog): Promise<NestFastifyApplication> {
  const { settings } = loadSettings({ BAROMETER_MAX_BODY_BYTES: String(MOST_BYTES) }, process.cwd());
  const metrics = new Metrics({ process: false });
  const provided = {
    settings,
    clock: () => NOW,
    logger: silent,
    database: noDatabase,
    metrics,
    readiness: new Readiness(),
  };
  const { app } = await buildApp([intakeService], { ...provided, eventLog });
  await eventLog.ensureTopics(INPUT_TOPICS.map((name) => ({ name, partitions: 2 })));
  await app.listen(0, '127.0.0.1');
  return app;
}

export function givenEventLog(): MemoryEventLog {
  return new MemoryEventLog({ clock: () => NOW, idleWait: 5 });
}

/** Every record of the input topics, as a reader of the log gets them. */
export async function recordsIn(eventLog: MemoryEventLog): Promise<readonly LogRecord[]> {
  const extents = await Promise.all(INPUT_TOPICS.map((topic) => eventLog.extent(topic)));
  const wanted = extents.flat().reduce((sum, { low, high }) => sum + high - low, 0);
  const records: LogRecord[] = [];
  let arrived: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (arrived = resolve));
  if (wanted === 0) arrived();
  const consumption = await eventLog.consume({
    group: `reader-${wanted}`,
    topics: INPUT_TOPICS,
    resumeAt: async () => ({ nextOffset: 0 }),
    onBatch: async (batch) => {
      records.push(...batch.records);
      if (records.length === wanted) arrived();
    },
  });
  await all;
  await consumption.stop();
  return records;
}
