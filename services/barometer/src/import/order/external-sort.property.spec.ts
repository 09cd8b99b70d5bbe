import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { compareKeys, fromLine, toLine, type PreparedEvent } from './prepared-event.ts';
import { sortStream } from './external-sort.ts';

const folder = mkdtempSync(join(tmpdir(), 'barometer-sort-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* streamOf<T>(items: readonly T[]) {
  yield* items;
}

async function sorted(items: readonly PreparedEvent[], memory: number): Promise<PreparedEvent[]> {
  const options = { compare: compareKeys, size: () => 1, memory, folder, write: toLine, read: fromLine };
  const result: PreparedEvent[] = [];
  for await (const item of sortStream(streamOf(items), options)) result.push(item);
  return result;
}

/** Few different keys, so that many are equal; texts with tabs, line ends and quotes. */
const prepared = fc.record({
  keys: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 2 })),
  file: fc.nat(2),
  line: fc.nat(),
  raw: fc.string({ unit: fc.constantFrom('a', '\t', '\n', '\r', '"', '\\', 'é', '\u2028') }),
  json: fc.string().map((text) => JSON.stringify({ text })),
});

it('sorts like an array sorted in memory, whatever the memory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(prepared, { maxLength: 60 }), fc.integer({ min: 1, max: 70 }), async (items, memory) => {
      // The place tells equal items apart: they must keep their order.
      const numbered = items.map((item, line) => ({ ...item, line }));
      expect(await sorted(numbered, memory)).toEqual(numbered.toSorted(compareKeys));
    }),
    { numRuns: 150 },
  );
});

it('leaves no file behind, also when its reader goes away early', async () => {
  const items = Array.from({ length: 20 }, (_, line) => ({ keys: [-line], file: 0, line, raw: '', json: '{}' }));
  const options = { compare: compareKeys, size: () => 1, memory: 4, folder, write: toLine, read: fromLine };
  for await (const first of sortStream(streamOf(items), options)) {
    expect(first.line).toBe(19);
    expect(readdirSync(folder)).toHaveLength(1);
    break;
  }
  expect(readdirSync(folder)).toEqual([]);
});
