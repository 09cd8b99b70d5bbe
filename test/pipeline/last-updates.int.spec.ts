import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadCatalogue } from '#core/kpis';
import { formatInstant, HOUR, MINUTE, parseInstant } from '#core/time';
import { MemoryEventLog, type LogRecord } from '#libs/event-log';
import { outputTopics, TOPICS, type KpiUpdatedData } from '#libs/events';
import { startTestPostgres, type TestPostgres } from '#libs/postgres';
import { ReaderLoop } from '#services/reader';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const NOW = parseInstant('2026-11-20T12:00:00Z') as number;

let postgres: TestPostgres;
let pipeline: Pipeline;
let log: MemoryEventLog;
let loop: ReaderLoop | undefined;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  pipeline = await startPipeline(postgres, 1);
  log = new MemoryEventLog({ clock: () => NOW });
  await log.ensureTopics(outputTopics(1));
});
afterEach(async () => {
  await loop?.stop();
  await log.close();
  await pipeline.close();
});

async function startReader(): Promise<void> {
  const ignore = () => undefined;
  const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  loop = new ReaderLoop(pipeline.database, log, loadCatalogue(), () => NOW, logger);
  await loop.start();
}

function event(type: string, data: object): DeskEvent {
  const time = formatInstant(NOW - HOUR);
  const envelope = { specversion: '1.0', source: 'test', datacontenttype: 'application/json' } as const;
  return { arrivesAt: NOW - MINUTE, event: { ...envelope, id: type, type, time, data } as DeskEvent['event'] };
}

/** The `n` of the last update of the NPS of a team in the last 24 hours. */
async function lastSaid(team: string): Promise<number | undefined> {
  const records: LogRecord[] = [];
  const consumption = await log.consume({
    group: `check-${Math.random()}`,
    topics: [TOPICS.kpiUpdated],
    resumeAt: async () => undefined,
    onBatch: async (batch) => void records.push(...batch.records),
  });
  const [extent] = await log.extent(TOPICS.kpiUpdated);
  await expect.poll(() => records.length).toBe(extent?.high);
  await consumption.stop();
  const updates = records.map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString()) as KpiUpdatedData);
  return updates.findLast((each) => each.kpi === 'nps' && each.window === '24h' && each.segment.team === team)?.n;
}

// Found while the fault campaign was written: the slice was in no reading of the new reader, so nobody spoke of it again.
it('a slice that was emptied while no reader ran is said to be empty by the next one', async () => {
  const answers = [{ question: 'recommend', scale: 'nps-0-10', score: 9 }];
  const answered = { responseId: 'r-1', answeredAt: formatInstant(NOW - HOUR), answers, about: { team: 'rare' } };
  await pipeline.feed([event('survey.answered.v1', answered)]);
  await startReader();
  await expect.poll(() => lastSaid('rare'), { timeout: 20_000 }).toBe(1);
  await loop?.stop();
  await pipeline.feed([event('survey.withdrawn.v1', { responseId: 'r-1' })]);
  await startReader();
  await expect.poll(() => lastSaid('rare'), { timeout: 20_000 }).toBe(0);
});
