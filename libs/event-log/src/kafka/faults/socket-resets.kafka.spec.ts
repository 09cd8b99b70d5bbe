import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import { openKafkaEventLog, type KafkaEventLog } from '../kafka-event-log.ts';
import { BreakingSockets, numberedFrom, testSettings, uniqueName } from './troubled-kafka.fixture.ts';

const MILLISECONDS_OF_TROUBLE = 6_000;

describe('connections that are reset every 150 ms', () => {
  let log: KafkaEventLog;
  let sockets: BreakingSockets;
  let topic: string;

  beforeEach(async () => {
    sockets = new BreakingSockets();
    topic = uniqueName('resets');
    log = openKafkaEventLog(testSettings({ openSocket: sockets.open }));
    await log.ensureTopics([{ name: topic, partitions: 4 }]);
  });

  afterEach(async () => {
    sockets.stop();
    await log.close();
  });

  async function readBack(): Promise<RecordingProjection> {
    const calm = openKafkaEventLog(testSettings());
    const projection = new RecordingProjection();
    await projection.consume(calm, uniqueName('check'), topic);
    const end = (await calm.extent(topic)).reduce((sum, { high }) => sum + high, 0);
    await projection.untilTaken(end, 60);
    await calm.close();
    return projection;
  }

  it('lose no acknowledged record, with eight appends under way', async () => {
    const acknowledged: string[] = [];
    let next = 0;
    const produce = async (end: number): Promise<void> => {
      while (performance.now() < end) {
        const records = numberedFrom(next, 50);
        next += records.length;
        await log.append(topic, records);
        acknowledged.push(...records.map(({ value }) => String(value)));
      }
    };
    await log.append(topic, numberedFrom(next, 1));
    sockets.cutEvery(150);
    const end = performance.now() + MILLISECONDS_OF_TROUBLE;
    await Promise.all(Array.from({ length: 8 }, async () => produce(end)));
    sockets.stop();
    const found = new Set((await readBack()).values());
    expect(sockets.cuts).toBeGreaterThan(20);
    expect(acknowledged.length).toBeGreaterThan(1_000);
    expect(acknowledged.filter((value) => !found.has(value))).toEqual([]);
  });

  it('keep the order, and store nothing twice, where order was asked for', async () => {
    let next = 0;
    const append = async (): Promise<void> => {
      const records = numberedFrom(next, 20);
      next += records.length;
      await log.append(topic, records, { ordered: true });
    };
    await append();
    sockets.cutEvery(150);
    const end = performance.now() + MILLISECONDS_OF_TROUBLE;
    while (performance.now() < end) await Promise.all([append(), append(), append(), append()]);
    sockets.stop();
    const { taken } = await readBack();
    const values = (key: string): number[] =>
      taken
        .filter((record) => Buffer.from(record.key ?? []).toString() === key)
        .map((record) => Number(Buffer.from(record.value ?? []).toString()));
    expect(sockets.cuts).toBeGreaterThan(20);
    expect(taken).toHaveLength(next);
    for (let key = 0; key < 7; key += 1) {
      expect(values(`k-${key}`)).toEqual(Array.from({ length: next }, (_, n) => n).filter((n) => n % 7 === key));
    }
  });

  it('bring every record once to a projection that guards its position', async () => {
    const calm = openKafkaEventLog(testSettings());
    const projection = new RecordingProjection();
    const consumption = await projection.consume(log, uniqueName('group'), topic, { maxRecords: 100 });
    await projection.until('all partitions', () => consumption.partitions().length === 4);
    sockets.cutEvery(150);
    const end = performance.now() + MILLISECONDS_OF_TROUBLE;
    let next = 0;
    while (performance.now() < end) {
      await calm.append(topic, numberedFrom(next, 100));
      next += 100;
      await sleep(20);
    }
    sockets.stop();
    await projection.untilTaken(next, 60);
    await calm.close();
    expect(sockets.cuts).toBeGreaterThan(20);
    expect(
      projection
        .values()
        .map(Number)
        .sort((one, other) => one - other),
    ).toEqual(Array.from({ length: next }, (_, n) => n));
    expect(consumption.health().status).toBe('running');
  });
});
