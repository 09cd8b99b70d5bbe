import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sayingOf, type Reading } from '#core/kpis';
import { MemoryEventLog, type EventLog } from '#libs/event-log';
import { outputTopics, TOPICS, type KpiUpdatedData } from '#libs/events';
import { Database, Leadership, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { KpiPublisher } from './kpi-publisher.ts';
import { keyOf, type ChangedReading } from './live-readings.ts';
import { Publishing } from './publishing.ts';

let postgres: TestPostgres;
let database: Database;
let log: MemoryEventLog;
let leadership: Leadership;
const stop = new AbortController().signal;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'publisher-test' });
  await database.migrate();
  log = new MemoryEventLog({ clock: Date.now });
  await log.ensureTopics(outputTopics(1));
  leadership = new Leadership(database, 727_002);
});
afterEach(async () => {
  await leadership.release();
  await log.close();
  await database.close();
});

function change(n: number, team = 'desk-1'): ChangedReading {
  const reading: Reading = {
    kpi: 'ticket-volume',
    version: 1,
    window: '24h',
    from: '2026-11-19T12:00:00.000Z',
    to: '2026-11-20T12:00:00.000Z',
    segment: { team },
    unit: 'tickets',
    n,
    value: n,
    parts: { count: n },
    interval: null,
    band: null,
    previous: { value: 0, n: 0 },
    watermark: null,
  };
  return { key: keyOf(reading), reading, saying: sayingOf(reading), cause: 'event' };
}

/** What was said, in the order of the log: `revision:n`. */
async function said(): Promise<string[]> {
  const values: string[] = [];
  const consumption = await log.consume({
    group: `check-${Math.random()}`,
    topics: [TOPICS.kpiUpdated],
    resumeAt: async () => undefined,
    onBatch: async ({ records }) => {
      for (const { value } of records) {
        const { revision, n } = JSON.parse(Buffer.from(value ?? []).toString()) as KpiUpdatedData;
        values.push(`${revision}:${n}`);
      }
    },
  });
  const [extent] = await log.extent(TOPICS.kpiUpdated);
  await expect.poll(() => values.length).toBe(extent?.high);
  await consumption.stop();
  return values;
}

/** The log, but appends wait until they are let go: as in a process that stands still just before it sends. */
function standingStill(): { readonly log: EventLog; readonly reached: Promise<void>; letGo(): void } {
  let letGo: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const slow = Object.create(log) as EventLog;
  slow.append = async (topic, records) => {
    arrive();
    await released;
    await log.append(topic, records);
  };
  return { log: slow, reached, letGo: () => letGo() };
}

describe('two readers that both believe to lead', () => {
  it('do not say the same revision differently: the later one has to look first', async () => {
    const one = await KpiPublisher.resume(database, log, stop);
    const other = await KpiPublisher.resume(database, log, stop);
    await one.publish([change(1)]);
    await expect(other.publish([change(2)])).rejects.toThrow('another reader has published meanwhile');
    await (await KpiPublisher.resume(database, log, stop)).publish([change(2)]);
    expect(await said()).toEqual(['1:1', '2:2']);
  });

  // Reasoned out while the campaign suspended readers: the last update of the key would have stayed wrong.
  it('leave the last word to the latest update, even when an old one is sent behind it', async () => {
    const still = standingStill();
    const zombie = (await KpiPublisher.resume(database, still.log, stop)).publish([change(1)]);
    await still.reached;
    const leader = await KpiPublisher.resume(database, log, stop);
    await leader.publish([change(2)]);
    still.letGo();
    await zombie;
    expect(await said()).toEqual(['1:1', '2:2', '1:1', '2:2']);
    await leader.publish([]);
    expect((await said()).at(-1)).toBe('2:2');
  });
});

describe('what was not published', () => {
  const ignore = () => undefined;
  const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

  it('because the log was away is published when it is back', async () => {
    let isAway = true;
    const unsteady = Object.create(log) as EventLog;
    unsteady.append = async (topic, records) => {
      if (isAway) throw new Error('the broker is away');
      await log.append(topic, records);
    };
    const everything = () => [change(3)];
    const part = new Publishing({ database, eventLog: unsteady, leadership, logger, everything });
    part.note([change(3)]);
    await expect.poll(() => part.trouble, { timeout: 10_000 }).toMatch(/the broker is away/);
    isAway = false;
    part.note([]);
    await expect.poll(said, { timeout: 10_000 }).toEqual(['1:3']);
    await expect.poll(() => part.trouble, { timeout: 10_000 }).toBeUndefined();
    await part.stop();
  });

  // Found by reading: a lead that was lost and could not be taken again at once lost the changes of that moment.
  it('because the lead was in doubt is published later', async () => {
    let isInDoubt = false;
    const hold = leadership.hold.bind(leadership);
    leadership.hold = async () => {
      if (isInDoubt) throw new Error('the database is away');
      return hold();
    };
    let standing = [change(1)];
    const part = new Publishing({ database, eventLog: log, leadership, logger, everything: () => standing });
    part.note(standing);
    await expect.poll(said, { timeout: 10_000 }).toEqual(['1:1']);
    isInDoubt = true;
    standing = [change(2)];
    part.note(standing);
    // As a reader does from round to round: while one turn of publishing lasts, the next cannot begin.
    const noting = setInterval(() => part.note([]), 50);
    await expect.poll(() => part.trouble, { timeout: 10_000 }).toMatch(/the database is away/);
    isInDoubt = false;
    await expect.poll(said, { timeout: 10_000 }).toEqual(['1:1', '2:2']);
    clearInterval(noting);
    await part.stop();
  });
});
