import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes lines to a file, one after the other; holds back when the disk is slower. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const ended = function* () {
    for (const line of lines) yield `${line}\n`;
  };
  await pipeline(Readable.from(ended()), createWriteStream(file));
}

export async function* readLines(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, { highWaterMark: 1 << 16 });
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } finally {
    input.destroy();
  }
}
