import { describe, expect, it } from 'vitest';

import { numbered, PARTITIONS, type Given } from './given.contract.ts';

export function describeConsuming(given: () => Given): void {
  describe('consuming', () => {
    it('hands out gapless batches of at most maxRecords', async () => {
      const { log, topic, group, projection } = given();
      await log.append(topic, numbered(100));
      await projection.consume(log, group, topic, { maxRecords: 7 });
      await projection.untilTaken(100);
      for (const { batch } of projection.batches) {
        expect(batch.records.length).toBeLessThanOrEqual(7);
        expect(batch.nextOffset).toBe((batch.records.at(-1)?.offset ?? 0) + 1);
        expect(batch.highWatermark).toBeGreaterThanOrEqual(batch.nextOffset);
      }
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const offsets = projection.taken.filter((record) => record.partition === partition).map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.map((_, n) => n));
      }
    });

    it('brings records appended while it waits', async () => {
      const { log, topic, group, projection, another } = given();
      const consumption = await projection.consume(log, group, topic);
      await projection.until('all partitions', () => consumption.partitions().length === PARTITIONS);
      expect(consumption.health()).toEqual({ status: 'running' });
      const other = await another();
      await other.append(topic, numbered(10));
      await projection.untilTaken(10);
    });

    it('brings the same records again after a failure, and lets other partitions go on', async () => {
      const { log, topic, group, projection } = given();
      await log.append(topic, [
        { key: 'a', value: 'bad', partition: 0 },
        { key: 'a', value: 'bad', partition: 0 },
      ]);
      const seen: number[][] = [];
      let failures = 0;
      projection.before = async (batch) => {
        if (batch.partition !== 0) return;
        seen.push(batch.records.map(({ offset }) => offset));
        failures += 1;
        if (failures <= 3) {
          await log.append(topic, [
            { key: 'a', value: 'late', partition: 0 },
            { key: 'b', value: 'good', partition: 1 },
          ]);
          throw new Error('database is away');
        }
      };
      const consumption = await projection.consume(log, group, topic);
      await projection.until('the first failure', () =>
        consumption.partitions().some(({ kind }) => kind === 'waiting'),
      );
      await projection.untilTaken(8);
      expect(seen.slice(0, 4)).toEqual([
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
      ]);
      const waits = projection.states.flatMap((state) => (state.kind === 'waiting' ? [state] : []));
      expect(waits.map(({ error }) => error.message)).toEqual(Array(3).fill('database is away'));
      expect(waits.every(({ retryAt, partition }) => retryAt > 0 && partition === 0)).toBe(true);
      await projection.until('recovery', () => consumption.partitions().every(({ kind }) => kind === 'running'));
    });

    it('asks again when the store that knows the position fails', async () => {
      const { log, topic, group, projection } = given();
      await log.append(topic, numbered(5));
      let asked = 0;
      await projection.consume(log, group, topic, {
        resumeAt: async (topic, partition) => {
          asked += 1;
          if (asked <= 2) throw new Error('database is away');
          return projection.point(topic, partition);
        },
      });
      await projection.untilTaken(5);
      expect(projection.states.filter(({ kind }) => kind === 'waiting')).toHaveLength(2);
    });
  });
}
