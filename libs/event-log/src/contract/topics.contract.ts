import { randomUUID } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { UnknownTopic } from '../port.ts';
import { numbered, type Given } from './given.contract.ts';

export function describeTopics(given: () => Given): void {
  describe('topics', () => {
    it('leaves an existing topic as it is', async () => {
      const { log, topic } = given();
      await log.append(topic, numbered(3));
      await log.ensureTopics([{ name: topic, partitions: 9, compacted: true }]);
      const extent = await log.extent(topic);
      expect(extent.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
      expect(extent.reduce((sum, { low, high }) => sum + high - low, 0)).toBe(3);
    });

    it('can be used at once by another client', async () => {
      const { log, another } = given();
      const created = `contract-${randomUUID()}`;
      await log.ensureTopics([{ name: created, partitions: 1 }]);
      const other = await another();
      await other.append(created, numbered(1));
      expect(await log.extent(created)).toEqual([{ partition: 0, low: 0, high: 1 }]);
    });

    it('refuses a topic that does not exist, without trying for long', async () => {
      const { log, group, projection } = given();
      const missing = `missing-${randomUUID()}`;
      await expect(log.append(missing, numbered(1))).rejects.toBeInstanceOf(UnknownTopic);
      await expect(log.extent(missing)).rejects.toBeInstanceOf(UnknownTopic);
      await expect(projection.consume(log, group, missing)).rejects.toThrow(missing);
    });
  });
}
