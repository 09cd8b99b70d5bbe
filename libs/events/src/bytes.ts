import { isUtf8 } from 'node:buffer';

/** The text that the bytes write, or `undefined` when they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  // Decoding puts U+FFFD where bytes are wrong; without one nothing was wrong and the bytes need no second look.
  return text.includes('\uFFFD') && !isUtf8(buffer) ? undefined : text;
}

/** Where the bytes stop being UTF-8, counted from 0; exact to the character. */
export function firstInvalidByte(bytes: Uint8Array): number {
  const repaired = Buffer.from(Buffer.from(bytes).toString('utf8'));
  let place = 0;
  while (repaired[place] === bytes[place]) place += 1;
  return place;
}
