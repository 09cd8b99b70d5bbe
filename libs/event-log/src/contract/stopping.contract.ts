import { describe, expect, it } from 'vitest';

import { numbered, type Given } from './given.contract.ts';

export function describeStopping(given: () => Given): void {
  describe('stopping', () => {
    it('finishes the batch in hand and brings nothing more', async () => {
      const { log, topic, group, projection } = given();
      await log.append(
        topic,
        numbered(10, () => 'one'),
      );
      let inHand: (() => void) | undefined;
      projection.before = async () => new Promise((resolve) => (inHand = resolve));
      const consumption = await projection.consume(log, group, topic, { maxRecords: 2 });
      await projection.until('a batch', () => inHand !== undefined);
      const stopped = consumption.stop();
      const again = consumption.stop();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(projection.taken).toEqual([]);
      inHand?.();
      await Promise.all([stopped, again]);
      expect(projection.values()).toEqual(['0', '1']);
      expect(consumption.partitions()).toEqual([]);
      await log.append(
        topic,
        numbered(1, () => 'one'),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(projection.values()).toEqual(['0', '1']);
    });

    it('ends a waiting retry at once, and closing twice is safe', async () => {
      const { log, topic, group, projection } = given();
      await log.append(topic, numbered(1));
      projection.before = async () => Promise.reject(new Error('database is away'));
      await projection.consume(log, group, topic);
      await projection.until('a failure', () => projection.states.some(({ kind }) => kind === 'waiting'));
      const start = performance.now();
      await log.close();
      await log.close();
      expect(performance.now() - start).toBeLessThan(10_000);
    });
  });
}
