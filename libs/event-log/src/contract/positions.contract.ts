import { describe, expect, it } from 'vitest';

import { PositionMoved } from '../port.ts';
import { numbered, PARTITIONS, type Given } from './given.contract.ts';
import { RecordingProjection } from './recording-projection.contract.ts';

export function describePositions(given: () => Given): void {
  describe('positions', () => {
    it('goes on where the projection stands, whatever the group did before', async () => {
      const { log, topic, group, projection } = given();
      await log.append(
        topic,
        numbered(10, () => 'one'),
      );
      const first = await projection.consume(log, group, topic);
      await projection.untilTaken(10);
      await first.stop();
      const partition = projection.taken[0]?.partition ?? 0;
      const again = new RecordingProjection();
      again.standAt(topic, partition, { nextOffset: 4 });
      await again.consume(log, group, topic);
      await again.untilTaken(6);
      expect(again.values()).toEqual(['4', '5', '6', '7', '8', '9']);
      const ahead = new RecordingProjection();
      ahead.standAt(topic, partition, { nextOffset: 10 });
      await ahead.consume(log, `${group}-ahead`, topic);
      await log.append(
        topic,
        numbered(1, () => 'one'),
      );
      await ahead.untilTaken(1);
      expect(ahead.taken[0]?.offset).toBe(10);
    });

    it('asks again where the projection stands when somebody else has moved it', async () => {
      const { log, topic, group, projection } = given();
      await log.append(
        topic,
        numbered(10, () => 'one'),
      );
      const fenced = new Set<number>();
      projection.before = async (batch) => {
        if (fenced.size > 0) return;
        fenced.add(batch.partition);
        projection.standAt(topic, batch.partition, { nextOffset: 6 });
        throw new PositionMoved('a later owner was here');
      };
      await projection.consume(log, group, topic);
      await projection.untilTaken(4);
      expect(projection.values()).toEqual(['6', '7', '8', '9']);
      expect(projection.states.map(({ kind }) => kind)).not.toContain('waiting');
    });

    it('says when a partition is read to its end, with and without records', async () => {
      const { log, topic, group, projection } = given();
      await log.append(topic, [{ key: 'a', value: '1', partition: 2 }]);
      const before = Date.now();
      await projection.consume(log, group, topic);
      await projection.until(
        'all partitions to be read',
        () => new Set(projection.caughtUp.map(({ partition }) => partition)).size === PARTITIONS,
      );
      const now = Date.now();
      for (const { partition, nextOffset, at } of projection.caughtUp) {
        expect(nextOffset).toBe(partition === 2 ? 1 : 0);
        expect(at).toBeGreaterThanOrEqual(before);
        expect(at).toBeLessThanOrEqual(now);
      }
      const heard = projection.caughtUp.length;
      await projection.until('the end to be told again', () => projection.caughtUp.length >= heard + PARTITIONS);
    });

    it('stands still, and says so, when the position is beyond the end of the log', async () => {
      const { log, topic, group, projection } = given();
      await log.append(topic, [
        { key: 'a', value: '1', partition: 0 },
        { key: 'b', value: '2', partition: 1 },
      ]);
      projection.standAt(topic, 0, { nextOffset: 5 });
      const consumption = await projection.consume(log, group, topic);
      await projection.untilTaken(1);
      await projection.until('the alarm', () => projection.states.some(({ kind }) => kind === 'stopped'));
      const stopped = consumption.partitions().filter(({ kind }) => kind === 'stopped');
      expect(stopped).toMatchObject([{ partition: 0, error: { name: 'PositionLost' } }]);
      expect(projection.values()).toEqual(['2']);
    });

    it('stands still when the last record it took is not the one in the log', async () => {
      const { log, topic, group, projection } = given();
      await log.append(
        topic,
        numbered(3, () => 'one'),
      );
      await projection.consume(log, group, topic);
      await projection.untilTaken(3);
      const partition = projection.taken[0]?.partition ?? 0;
      const lastRecord = projection.point(topic, partition)?.lastRecord;
      if (lastRecord === undefined) throw new Error('the projection remembers no record');
      const deceived = new RecordingProjection();
      deceived.standAt(topic, partition, {
        nextOffset: 3,
        lastRecord: { ...lastRecord, timestamp: lastRecord.timestamp - 1 },
      });
      await deceived.consume(log, `${group}-deceived`, topic);
      await deceived.until('the alarm', () => deceived.states.some(({ kind }) => kind === 'stopped'));
      await log.append(
        topic,
        numbered(1, () => 'one'),
      );
      await projection.untilTaken(4);
      expect(deceived.taken).toEqual([]);
    });
  });
}
