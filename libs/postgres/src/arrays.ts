const BYTEA_TYPE = 17;
const TEXT_TYPE = 25;
const BIGINT_TYPE = 20;
const EMPTY = 12;
const HEADER = 20;

/** A parameter for `$n::smallint[]`, `integer[]` or `bigint[]`. `pg` would quote every number. */
export function numberArray(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}

/** A parameter for `$n::bigint[]` in PostgreSQL's binary form, for the columns of large batches. */
export function bigintArray(values: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(values.length === 0 ? EMPTY : HEADER + 12 * values.length);
  writeHeader(buffer, BIGINT_TYPE, values.length);
  let at = HEADER;
  for (const value of values) {
    // Two's complement in two halves: rounding down gives the high one of negative numbers too.
    const high = Math.floor(value / 2 ** 32);
    buffer.writeInt32BE(8, at);
    buffer.writeInt32BE(high, at + 4);
    buffer.writeUInt32BE(value - high * 2 ** 32, at + 8);
    at += 12;
  }
  return buffer;
}

/**
 * A parameter for `$n::text[]`, in PostgreSQL's binary form: long texts full of quotes, as events in JSON are, need no
 * escaping here and no parsing there. On batches of thousands of rows that halves the client's time.
 */
export function textArray(values: readonly string[]): Buffer {
  const size = values.reduce((bytes, text) => bytes + 4 + Buffer.byteLength(text), HEADER);
  const buffer = Buffer.allocUnsafe(values.length === 0 ? EMPTY : size);
  writeHeader(buffer, TEXT_TYPE, values.length);
  let at = HEADER;
  for (const text of values) {
    const length = buffer.write(text, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return buffer;
}

/** A parameter for `$n::bytea[]` in PostgreSQL's binary form. */
export function byteaArray(values: readonly Buffer[]): Buffer {
  const size = values.reduce((bytes, value) => bytes + 4 + value.length, HEADER);
  const buffer = Buffer.allocUnsafe(values.length === 0 ? EMPTY : size);
  writeHeader(buffer, BYTEA_TYPE, values.length);
  let at = HEADER;
  for (const value of values) at = buffer.writeInt32BE(value.length, at) + value.copy(buffer, at + 4);
  return buffer;
}

/** One dimension without nulls, counted from 1; an empty array has no dimension. */
function writeHeader(buffer: Buffer, elementType: number, length: number): void {
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(elementType, 8);
  if (length === 0) return;
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
}
