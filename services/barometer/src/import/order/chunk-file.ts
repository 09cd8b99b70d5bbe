import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { linesOf } from '../rows/lines.ts';

/** Writes lines to a file, one after the other; holds back when the disk is slower. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const ended = function* () {
    for (const line of lines) yield `${line}\n`;
  };
  await pipeline(Readable.from(ended()), createWriteStream(file));
}

export async function* readLines(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8');
  try {
    yield* linesOf(input as AsyncIterable<string>);
  } finally {
    input.destroy();
  }
}
