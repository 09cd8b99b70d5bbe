import { setTimeout as sleep } from 'node:timers/promises';

import { PartitionAssigners, type Consumer } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import { openKafkaEventLog, type KafkaEventLog } from '../kafka-event-log.ts';
import { BreakingSockets, numberedFrom, otherClient, testSettings, uniqueName } from './troubled-kafka.fixture.ts';

describe('a member of a group in trouble', () => {
  let log: KafkaEventLog;
  let topic: string;
  let group: string;
  let projection: RecordingProjection;

  beforeEach(async () => {
    log = openKafkaEventLog(testSettings());
    topic = uniqueName('members');
    group = uniqueName('group');
    projection = new RecordingProjection();
    await log.ensureTopics([{ name: topic, partitions: 2 }]);
  });

  afterEach(async () => log.close());

  it('is fenced by the projection when the group has given it up, and nothing counts twice', async () => {
    const sockets = new BreakingSockets();
    const zombieLog = openKafkaEventLog(testSettings({ openSocket: sockets.open, requestTimeout: 2_000 }));
    let wake: (() => void) | undefined;
    let stuckIn: number | undefined;
    projection.before = async (batch, member) => {
      if (member !== 'zombie' || stuckIn !== undefined) return;
      stuckIn = batch.partition;
      sockets.freeze();
      await new Promise<void>((resolve) => (wake = resolve));
    };
    await log.append(topic, numberedFrom(0, 100));
    const zombie = await projection.consume(zombieLog, group, topic, { member: 'zombie', maxRecords: 10 });
    await projection.until('the zombie to be stuck', () => wake !== undefined);
    const heir = await projection.consume(log, group, topic, { member: 'heir', maxRecords: 10 });
    await projection.until('the heir to have all partitions', () => heir.partitions().length === 2);
    await projection.untilTaken(100);
    const inherited = projection.batches.filter(({ batch }) => batch.partition === stuckIn);
    expect(new Set(inherited.map(({ member }) => member))).toEqual(new Set(['heir']));
    sockets.thaw();
    wake?.();
    await projection.until('the zombie to be a member again', () => zombie.partitions().length === 1);
    await log.append(topic, numberedFrom(100, 100));
    await projection.untilTaken(200);
    await sleep(300);
    await zombieLog.close();
    expect(projection.mostAtOnce).toBe(2);
    expect(
      projection
        .values()
        .map(Number)
        .sort((one, other) => one - other),
    ).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  it('outlives more failures of its handler than kafkajs would forgive, and never leaves the group for them', async () => {
    let batches = 0;
    let failures = 0;
    projection.before = async () => {
      batches += 1;
      if (batches % 2 === 1) return;
      failures += 1;
      throw new Error('database is away');
    };
    const consumption = await projection.consume(log, group, topic);
    for (let n = 0; n < 16; n += 1) {
      await log.append(topic, numberedFrom(n, 1));
      await projection.untilTaken(n + 1);
    }
    expect(failures).toBeGreaterThan(6);
    expect(projection.values()).toEqual(Array.from({ length: 16 }, (_, n) => String(n)));
    expect(projection.states.map(({ kind }) => kind)).not.toContain('revoked');
    expect(consumption.health()).toEqual({ status: 'running' });
  });

  it('keeps its partitions while one batch takes longer than the session lasts', async () => {
    let slow = true;
    projection.before = async () => {
      if (!slow) return;
      slow = false;
      await sleep(8_000);
    };
    await log.append(topic, numberedFrom(0, 10, 1));
    await projection.consume(log, group, topic);
    await projection.untilTaken(10);
    expect(projection.states.map(({ kind }) => kind)).not.toContain('revoked');
    expect(projection.batches).toHaveLength(1);
  });

  it('gets a new consumer when kafkajs has ended one for good', async () => {
    const sockets = new BreakingSockets();
    const garbled = openKafkaEventLog(testSettings({ openSocket: sockets.open }));
    const consumption = await projection.consume(garbled, group, topic);
    await log.append(topic, numberedFrom(0, 10));
    await projection.untilTaken(10);
    sockets.garbleNextAnswers();
    await projection.until('the crash', () => consumption.health().status === 'joining');
    expect(consumption.partitions()).toEqual([]);
    await log.append(topic, numberedFrom(10, 10));
    await projection.untilTaken(20);
    expect(consumption.health()).toEqual({ status: 'running' });
    expect(projection.taken).toHaveLength(20);
    await garbled.close();
  });

  it('gets a new consumer when kafkajs has stopped bringing records without a word', async () => {
    const silent = openKafkaEventLog(testSettings({ standstillAfter: 1_500 }));
    const consumption = await projection.consume(silent, group, topic);
    await log.append(topic, numberedFrom(0, 10));
    await projection.untilTaken(10);
    // As issue 659 of kafkajs has it: heartbeats go on, and nothing is fetched any more.
    const { consumer } = (consumption as unknown as { membership: { consumer: Consumer } }).membership;
    consumer.pause([{ topic }]);
    await log.append(topic, numberedFrom(10, 10));
    await projection.untilTaken(20);
    expect(projection.taken).toHaveLength(20);
    await projection.until('health', () => consumption.health().status === 'running');
    await silent.close();
  });

  it('fails for good, and says so, when a batch is never done with', async () => {
    const stuck = openKafkaEventLog(testSettings({ batchMayTake: 1_500 }));
    let wake: () => void = () => undefined;
    projection.before = async () => new Promise((resolve) => (wake = resolve));
    const consumption = await projection.consume(stuck, group, topic);
    await log.append(topic, numberedFrom(0, 1));
    await projection.until('the end', () => consumption.health().status === 'failed');
    expect(consumption.health().error?.message).toMatch(/in hand for 1500 ms/);
    wake();
    await stuck.close();
  });

  it('fails for good, and says so, when the group works in another way', async () => {
    const other = otherClient().consumer({
      groupId: group,
      partitionAssigners: [(config) => ({ ...PartitionAssigners.roundRobin(config), name: 'elsewhere' })],
    });
    await other.connect();
    await other.subscribe({ topics: [topic] });
    await other.run({ eachMessage: async () => undefined });
    await sleep(1_000);
    const consumption = await projection.consume(log, group, topic);
    await projection.until('the end', () => consumption.health().status === 'failed');
    expect(consumption.health().error?.message).toMatch(/protocol/i);
    await other.disconnect();
  });
});
