import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline, Transform, type TransformCallback } from 'node:stream';

/**
 * The text of a file, piece by piece; `.gz` is unpacked. Bytes that are not of the encoding become U+FFFD, so that the
 * rows they stand in can be told apart and the others are still read.
 *
 * @param onBytes told of every piece read from the disk, for the progress bar.
 * @throws RangeError when no such encoding exists.
 */
export function readText(file: string, encoding: string, onBytes: (count: number) => void): Transform {
  const decoder = new TextDecoder(encoding);
  const decode = new Transform({
    readableObjectMode: true,
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done: TransformCallback) {
      done(null, decoder.decode());
    },
  });
  const count = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  const steps = file.endsWith('.gz') ? [count, createGunzip(), decode] : [count, decode];
  // The error of any step reaches the reader of the last one.
  pipeline([createReadStream(file), ...steps], () => {});
  return decode;
}

export const UNREADABLE = '\uFFFD';
