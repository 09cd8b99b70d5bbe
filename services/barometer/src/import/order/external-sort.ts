import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines, writeLines } from './chunk-file.ts';

export interface SortOptions<T> {
  /** Negative, zero or positive, as for `Array.sort`. Items that are equal keep the order in which they came. */
  readonly compare: (a: T, b: T) => number;
  /** How much memory an item takes, in any unit. */
  readonly size: (item: T) => number;
  /** Up to this size everything stays in memory; beyond it sorted chunks go to files. */
  readonly memory: number;
  /** Where the chunk files go: a folder of their own is made there and removed in the end. */
  readonly folder: string;
  /** An item as one line, and back. */
  readonly write: (item: T) => string;
  readonly read: (line: string) => T;
}

/** Sorts a stream of any length in bounded memory (external merge sort, stable). */
export async function* sortStream<T>(items: AsyncIterable<T>, options: SortOptions<T>): AsyncGenerator<T> {
  const { compare, size, memory, write } = options;
  const chunks: string[] = [];
  let folder: string | undefined;
  let held: T[] = [];
  let weight = 0;
  try {
    for await (const item of items) {
      held.push(item);
      weight += size(item);
      if (weight < memory) continue;
      folder ??= await mkdtemp(join(options.folder, 'barometer-import-'));
      const chunk = join(folder, `chunk-${chunks.length}.ndjson`);
      await writeLines(chunk, held.sort(compare).map(write));
      chunks.push(chunk);
      held = [];
      weight = 0;
    }
    held.sort(compare);
    // Earlier chunks come first, the rest in memory last: that order decides between equal items.
    const runs = [...chunks.map((chunk) => itemsOf(chunk, options.read)), fromArray(held)];
    yield* runs.length === 1 ? held : merge(runs, compare);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function* merge<T>(runs: readonly AsyncIterator<T>[], compare: (a: T, b: T) => number): AsyncGenerator<T> {
  const heads: { value: T; run: AsyncIterator<T> }[] = [];
  for (const run of runs) {
    const next = await run.next();
    if (next.done !== true) heads.push({ value: next.value, run });
  }
  try {
    while (heads.length > 0) {
      let least = 0;
      let head = heads[0];
      for (const [place, other] of heads.entries()) {
        if (head === undefined || compare(other.value, head.value) < 0) [least, head] = [place, other];
      }
      if (head === undefined) return;
      yield head.value;
      const next = await head.run.next();
      if (next.done === true) heads.splice(least, 1);
      else head.value = next.value;
    }
  } finally {
    for (const { run } of heads) await run.return?.();
  }
}

async function* itemsOf<T>(chunk: string, read: (line: string) => T): AsyncGenerator<T> {
  for await (const line of readLines(chunk)) yield read(line);
}

async function* fromArray<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
