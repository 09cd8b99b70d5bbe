const TEXT_TYPE = 25;
const HEADER = 20;

/** A parameter for `$n::smallint[]`, `integer[]` or `bigint[]`. `pg` would quote every number. */
export function numberArray(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}

/**
 * A parameter for `$n::text[]`, in PostgreSQL's binary form: long texts full of quotes, as events in JSON are, need no
 * escaping here and no parsing there. On batches of thousands of rows that halves the client's time.
 */
export function textArray(values: readonly string[]): Buffer {
  const size = values.reduce((bytes, text) => bytes + 4 + Buffer.byteLength(text), HEADER);
  const buffer = Buffer.allocUnsafe(values.length === 0 ? 12 : size);
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(TEXT_TYPE, 8);
  if (values.length === 0) return buffer;
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  let at = HEADER;
  for (const text of values) {
    const length = buffer.write(text, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return buffer;
}
