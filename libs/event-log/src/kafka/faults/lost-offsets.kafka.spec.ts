import type { Admin } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RecordingProjection } from '../../contract/recording-projection.contract.ts';
import type { PartitionState } from '../../port.ts';
import { openKafkaEventLog, type KafkaEventLog } from '../kafka-event-log.ts';
import { numberedFrom, otherClient, testSettings, uniqueName } from './troubled-kafka.fixture.ts';

/** kafkajs logs one line and reads on at the start: what follows must be an alarm instead. */
describe('offsets that the log has lost', () => {
  let log: KafkaEventLog;
  let admin: Admin;
  let topic: string;
  let projection: RecordingProjection;

  const appendTo = async (from: number, count: number): Promise<void> =>
    log.append(
      topic,
      numberedFrom(from, count).map((record) => ({ ...record, partition: 0 })),
    );
  const stopped = (): PartitionState[] => projection.states.filter(({ kind }) => kind === 'stopped');
  const alarm = async (): Promise<string> => {
    await projection.until('the alarm', () => stopped().length > 0);
    const [state] = stopped();
    return state?.kind === 'stopped' ? state.error.message : '';
  };
  const recreate = async (): Promise<void> => {
    await admin.deleteTopics({ topics: [topic] });
    await projection.until('the topic to be gone', () => true);
    const again = openKafkaEventLog(testSettings());
    for (let tries = 0; tries < 50 && !(await admin.listTopics()).includes(topic); tries += 1) {
      await again.ensureTopics([{ name: topic, partitions: 1 }]).catch(() => undefined);
    }
    await again.close();
  };

  beforeEach(async () => {
    log = openKafkaEventLog(testSettings());
    admin = otherClient().admin();
    await admin.connect();
    topic = uniqueName('lost');
    projection = new RecordingProjection();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    await appendTo(0, 50);
  });

  afterEach(async () => {
    await admin.disconnect();
    await log.close();
  });

  it('stop the reader when retention has passed it while it could not go on', async () => {
    await projection.consume(log, uniqueName('group'), topic, { maxRecords: 10 });
    await projection.untilTaken(50);
    projection.before = async () => Promise.reject(new Error('database is away'));
    await appendTo(50, 50);
    await projection.until('a failure', () => projection.states.some(({ kind }) => kind === 'waiting'));
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '80' }] });
    projection.before = async () => undefined;
    expect(await alarm()).toMatch(/goes on at offset 50, but the log begins at 80/);
    await appendTo(100, 10);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(projection.taken).toHaveLength(50);
  });

  it('stop the reader when retention has passed it while it was down', async () => {
    projection.standAt(topic, 0, { nextOffset: 10 });
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '20' }] });
    await projection.consume(log, uniqueName('group'), topic);
    expect(await alarm()).toMatch(/Retention has removed 10 records/);
    expect(projection.taken).toEqual([]);
  });

  it('stop the reader when the topic was recreated under it', async () => {
    await projection.consume(log, uniqueName('group'), topic);
    await projection.untilTaken(50);
    await recreate();
    const again = openKafkaEventLog(testSettings());
    await again.append(topic, numberedFrom(1_000, 10));
    await again.close();
    expect(await alarm()).toMatch(/recreated/);
    expect(projection.taken).toHaveLength(50);
  });

  it('stop the reader when the topic was recreated while it was down, and filled past its position', async () => {
    const first = await projection.consume(log, uniqueName('group'), topic);
    await projection.untilTaken(50);
    await first.stop();
    await recreate();
    const again = openKafkaEventLog(testSettings());
    await again.append(topic, numberedFrom(1_000, 200));
    await projection.consume(again, uniqueName('group'), topic);
    expect(await alarm()).toMatch(/not the one that the projection has read/);
    expect(projection.taken).toHaveLength(50);
    await again.close();
  });
});
