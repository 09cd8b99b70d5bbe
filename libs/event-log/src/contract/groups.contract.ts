import { describe, expect, it } from 'vitest';

import { numbered, PARTITIONS, type Given } from './given.contract.ts';
import { RecordingProjection } from './recording-projection.contract.ts';

export function describeGroups(given: () => Given): void {
  describe('a group', () => {
    it('shares the partitions, and no partition is in two hands at once', async () => {
      const { log, topic, group, projection, another } = given();
      const other = await another();
      projection.before = async () => new Promise((resolve) => setTimeout(resolve, 5));
      const one = await projection.consume(log, group, topic, { maxRecords: 10, member: 'one' });
      const two = await projection.consume(other, group, topic, { maxRecords: 10, member: 'two' });
      await projection.until('an equal share', () => one.partitions().length === 2 && two.partitions().length === 2);
      for (let n = 0; n < 10; n += 1)
        await log.append(
          topic,
          numbered(80, (i) => `k-${i}`),
        );
      await projection.untilTaken(800);
      expect(new Set(projection.batches.map(({ member }) => member))).toEqual(new Set(['one', 'two']));
      expect(projection.taken).toHaveLength(800);
      expect(projection.mostAtOnce).toBe(1);
      const held = [...one.partitions(), ...two.partitions()].map(({ partition }) => partition);
      expect(new Set(held)).toEqual(new Set([0, 1, 2, 3]));
      expect(held).toHaveLength(PARTITIONS);
    });

    it('passes the partitions of a member that stops to the others', async () => {
      const { log, topic, group, projection, another } = given();
      const other = await another();
      const one = await projection.consume(log, group, topic, { member: 'one' });
      const two = await projection.consume(other, group, topic, { member: 'two' });
      await projection.until('an equal share', () => one.partitions().length === 2 && two.partitions().length === 2);
      await one.stop();
      await projection.until('all partitions', () => two.partitions().length === PARTITIONS);
      expect(one.partitions()).toEqual([]);
      expect(projection.states.filter(({ kind }) => kind === 'revoked').length).toBeGreaterThanOrEqual(2);
      await log.append(
        topic,
        numbered(20, (n) => `k-${n}`),
      );
      await projection.untilTaken(20);
      expect(new Set(projection.batches.map(({ member }) => member))).toEqual(new Set(['two']));
    });

    it('gives every record to each group', async () => {
      const { log, topic, group, projection } = given();
      const second = new RecordingProjection();
      await projection.consume(log, group, topic);
      await second.consume(log, `${group}-second`, topic);
      await log.append(topic, numbered(10));
      await Promise.all([projection.untilTaken(10), second.untilTaken(10)]);
    });
  });
}
