import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { TestBroker } from '../../../../../tools/kafka/src/test-broker.ts';
import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import { LogUnavailable } from '../../port.ts';
import { openKafkaEventLog, type KafkaEventLog } from '../kafka-event-log.ts';
import { numberedFrom, testSettings, uniqueName } from './troubled-kafka.fixture.ts';

describe('a broker that dies', () => {
  let broker: TestBroker;
  let log: KafkaEventLog;
  let topic: string;

  beforeAll(async () => {
    broker = await TestBroker.start();
  });

  afterAll(async () => broker?.stop());

  beforeEach(async () => {
    log = openKafkaEventLog(testSettings({ brokers: [broker.address] }));
    topic = uniqueName('restart');
    await log.ensureTopics([{ name: topic, partitions: 2 }]);
  });

  afterEach(async () => log.close());

  it('and comes back has lost nothing that was acknowledged; reading goes on by itself, each record counted once', async () => {
    const projection = new RecordingProjection();
    const consumption = await projection.consume(log, uniqueName('group'), topic, { maxRecords: 50 });
    const acknowledged: string[] = [];
    const producing = new AbortController();
    let next = 0;
    const produce = async (): Promise<void> => {
      while (!producing.signal.aborted) {
        const records = numberedFrom(next, 10);
        next += records.length;
        await log.append(topic, records);
        acknowledged.push(...records.map(({ value }) => String(value)));
      }
    };
    const producers = [produce(), produce(), produce()];
    await projection.untilTaken(500);
    await broker.kill();
    await broker.restart();
    const after = acknowledged.length;
    await projection.until('new acknowledgements', () => acknowledged.length > after + 500);
    producing.abort();
    await Promise.all(producers);
    const total = (await log.extent(topic)).reduce((sum, { high }) => sum + high, 0);
    await projection.untilTaken(total, 60);
    const found = new Set(projection.values());
    expect(acknowledged.filter((value) => !found.has(value))).toEqual([]);
    expect(projection.taken).toHaveLength(total);
    expect(new Set(projection.taken.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(total);
    expect(consumption.health().status).toBe('running');
  });

  it('makes appends end with LogUnavailable after the patience, and closing does not hang', async () => {
    const impatient = openKafkaEventLog(testSettings({ brokers: [broker.address], patience: 2_000 }));
    const projection = new RecordingProjection();
    const consumption = await projection.consume(impatient, uniqueName('group'), topic);
    await projection.until('the partitions', () => consumption.partitions().length === 2);
    await impatient.append(topic, numberedFrom(0, 1));
    await broker.kill();
    const begun = performance.now();
    const records = numberedFrom(1, 1);
    await Promise.all([
      expect(impatient.append(topic, records)).rejects.toBeInstanceOf(LogUnavailable),
      expect(impatient.append(topic, records, { ordered: true })).rejects.toThrow(/out of reach for 2000 ms/),
      expect(impatient.extent(topic)).rejects.toBeInstanceOf(LogUnavailable),
    ]);
    expect(performance.now() - begun).toBeLessThan(5_000);
    await projection.until('the outage to be noticed', () => consumption.health().error instanceof LogUnavailable);
    expect(consumption.health().status).toBe('joining');
    const closing = performance.now();
    await impatient.close();
    expect(performance.now() - closing).toBeLessThan(10_000);
    const never = openKafkaEventLog(testSettings({ brokers: [broker.address], patience: 1_000 }));
    await expect(projection.consume(never, 'any', topic)).rejects.toBeInstanceOf(LogUnavailable);
    await never.close();
  });
});
