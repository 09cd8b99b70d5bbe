import { describe, expect, it } from 'vitest';
import { batchesOf, deliver } from './deliver.ts';

async function* numbers(count: number) {
  for (let number = 1; number <= count; number += 1) yield number;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('delivery', () => {
  it('cuts a stream into batches', async () => {
    expect(await all(batchesOf(numbers(5), 2))).toEqual([[1, 2], [3, 4], [5]]);
    expect(await all(batchesOf(numbers(0), 2))).toEqual([]);
  });

  it('has as many requests under way as allowed, and acknowledges in the order of the batches', async () => {
    const answer = new Map<number, () => void>();
    let most = 0;
    const post = async ([first = 0]: readonly number[]) => {
      const answered = new Promise<void>((resolve) => answer.set(first, resolve));
      most = Math.max(most, answer.size);
      // The later request is answered first.
      if (answer.size === 2) for (const resolve of [...answer.values()].toReversed()) resolve();
      await answered;
      answer.delete(first);
      return [];
    };
    const acknowledged = await all(deliver(batchesOf(numbers(8), 2), post, 2));
    expect(acknowledged.map(({ batch }) => batch[0])).toEqual([1, 3, 5, 7]);
    expect(most).toBe(2);
  });

  it('stops at the first batch that fails, after those before it', async () => {
    const post = async ([first]: readonly number[]) => {
      if (first === 3) throw new Error('no');
      return [];
    };
    const seen: unknown[] = [];
    const run = async () => {
      for await (const { batch } of deliver(batchesOf(numbers(9), 1), post, 2)) seen.push(batch[0]);
    };
    await expect(run()).rejects.toThrow('no');
    expect(seen).toEqual([1, 2]);
  });
});
