import { Partitioners } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import { RecordRefused } from '../../port.ts';
import { openKafkaEventLog, type KafkaEventLog } from '../kafka-event-log.ts';
import { numberedFrom, otherClient, testSettings, uniqueName } from './troubled-kafka.fixture.ts';

describe('what only the broker knows', () => {
  let log: KafkaEventLog;
  let topic: string;
  let projection: RecordingProjection;

  beforeEach(() => {
    log = openKafkaEventLog(testSettings());
    topic = uniqueName('refusals');
    projection = new RecordingProjection();
  });

  afterEach(async () => log.close());

  async function create(configEntries: { name: string; value: string }[] = []): Promise<void> {
    const admin = otherClient().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries }], waitForLeaders: false });
    await admin.disconnect();
    await log.ensureTopics([{ name: topic, partitions: 2 }]);
  }

  it.each([
    ['unordered', {}],
    ['ordered', { ordered: true }],
  ])('a refusal is told at once, and later %s appends are neither lost nor doubled', async (_, options) => {
    await create([{ name: 'max.message.bytes', value: '2000' }]);
    const large = 'x'.repeat(3_000);
    const mixed = [
      { key: 'a', value: 'good', partition: 0 },
      { key: 'b', value: large, partition: 1 },
    ];
    const begun = performance.now();
    await expect(log.append(topic, mixed, options)).rejects.toThrow(RecordRefused);
    await expect(log.append(topic, mixed, options)).rejects.toThrow(/MESSAGE_TOO_LARGE/);
    expect(performance.now() - begun).toBeLessThan(5_000);
    for (let n = 0; n < 5; n += 1) {
      await log.append(
        topic,
        numberedFrom(n, 1).map((record) => ({ ...record, partition: 0 })),
        options,
      );
      await log.append(
        topic,
        numberedFrom(n, 1).map((record) => ({ ...record, partition: 1 })),
        options,
      );
    }
    await projection.consume(log, uniqueName('group'), topic);
    const total = (await log.extent(topic)).reduce((sum, { high }) => sum + high, 0);
    await projection.untilTaken(total);
    const later = projection.values().filter((value) => value !== 'good');
    expect(later.sort((one, other) => Number(one) - Number(other))).toEqual([
      '0',
      '0',
      '1',
      '1',
      '2',
      '2',
      '3',
      '3',
      '4',
      '4',
    ]);
  });

  it('marks of transactions are passed over, and the end is still recognised', async () => {
    await create();
    const producer = otherClient().producer({
      transactionalId: uniqueName('transaction'),
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const write = async (value: string, end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ key: 'k', value, partition: 0 }] });
      await transaction[end]();
    };
    await projection.consume(log, uniqueName('group'), topic);
    await write('1', 'commit');
    await projection.untilTaken(1);
    await write('never', 'abort');
    await write('2', 'commit');
    await projection.untilTaken(2);
    const high = (await log.extent(topic))[0]?.high;
    await projection.until('the end', () =>
      projection.caughtUp.some(({ partition, nextOffset }) => partition === 0 && nextOffset === high),
    );
    await producer.disconnect();
    expect(projection.values()).toEqual(['1', '2']);
    expect(high).toBe(6);
    expect(projection.states.map(({ kind }) => kind)).not.toContain('stopped');
  });
});
