import { describe, expect, it } from 'vitest';

import { RecordRefused } from '../port.ts';
import { MAX_RECORD_BYTES } from '../records/encode-records.ts';
import { numbered, type Given } from './given.contract.ts';

export function describeAppending(given: () => Given): void {
  describe('appending', () => {
    it('keeps the records of a key in one partition and in order', async () => {
      const { log, topic, group, projection } = given();
      for (let n = 0; n < 5; n += 1)
        await log.append(
          topic,
          numbered(20, (i) => `k-${i % 5}`),
        );
      await projection.consume(log, group, topic);
      await projection.untilTaken(100);
      for (let k = 0; k < 5; k += 1) {
        const own = projection.taken.filter((record) => Buffer.from(record.key ?? []).toString() === `k-${k}`);
        expect(new Set(own.map((record) => record.partition)).size).toBe(1);
        const values = own.map((record) => Number(Buffer.from(record.value ?? []).toString()));
        expect(values).toEqual(Array.from({ length: 20 }, (_, i) => (i % 4) * 5 + k));
      }
    });

    it('puts a record into the partition that it asks for', async () => {
      const { log, topic } = given();
      await log.append(topic, [
        { key: 'same', value: 'a', partition: 3 },
        { key: 'same', value: 'b', partition: 1 },
      ]);
      const extent = await log.extent(topic);
      expect(extent.map(({ high }) => high)).toEqual([0, 1, 0, 1]);
    });

    it('gives back every byte of keys, values and headers, empty and missing ones too', async () => {
      const { log, topic, group, projection } = given();
      const every = new Uint8Array(256).map((_, n) => n);
      const headers = { ce_id: 'é–1', empty: '', __proto: 'x' };
      await log.append(topic, [
        { key: 'ключ', value: every, headers, partition: 0 },
        { key: '', value: '', partition: 0 },
        { key: 'gone', value: null, partition: 0 },
      ]);
      await projection.consume(log, group, topic);
      await projection.untilTaken(3);
      const [first, second, third] = projection.taken;
      expect(Buffer.from(first?.key ?? []).toString()).toBe('ключ');
      expect([...(first?.value ?? [])]).toEqual([...every]);
      const texts = Object.entries(first?.headers ?? {}).map(([name, value]) => [name, Buffer.from(value).toString()]);
      expect(Object.fromEntries(texts)).toEqual(headers);
      expect([second?.key?.length, second?.value?.length]).toEqual([0, 0]);
      expect(third?.value).toBeNull();
    });

    it('stamps records with the time at which it took them', async () => {
      const { log, topic, group, projection } = given();
      const before = Date.now();
      await log.append(topic, numbered(1));
      const after = Date.now();
      await projection.consume(log, group, topic);
      await projection.untilTaken(1);
      expect(projection.taken[0]?.timestamp).toBeGreaterThanOrEqual(before - 5);
      expect(projection.taken[0]?.timestamp).toBeLessThanOrEqual(after + 5);
    });

    it('refuses a record that is too large and takes nothing of that call', async () => {
      const { log, topic } = given();
      const records = [...numbered(1), { key: 'large', value: 'x'.repeat(MAX_RECORD_BYTES + 1) }];
      await expect(log.append(topic, records)).rejects.toBeInstanceOf(RecordRefused);
      expect((await log.extent(topic)).every(({ high }) => high === 0)).toBe(true);
    });

    it('takes a record of the largest size, and more in one call than fit in one request', async () => {
      const { log, topic } = given();
      const value = 'x'.repeat(MAX_RECORD_BYTES - 100);
      await log.append(
        topic,
        Array.from({ length: 3 }, () => ({ key: 'k', value, partition: 2 })),
      );
      await log.append(topic, []);
      expect((await log.extent(topic))[2]).toEqual({ partition: 2, low: 0, high: 3 });
    });

    it('keeps the order of calls that do not wait for each other, when asked to', async () => {
      const { log, topic, group, projection } = given();
      const calls = Array.from({ length: 50 }, (_, n) =>
        log.append(topic, [{ key: 'one', value: String(n) }], { ordered: true }),
      );
      await Promise.all(calls);
      await projection.consume(log, group, topic);
      await projection.untilTaken(50);
      expect(projection.values()).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
    });
  });
}
