import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Signature, flags and length of an extension: what every binary COPY begins with. */
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const NULL_LENGTH = -1;
const HIGH = 2 ** 32;

/** Rows for a table, in the binary form of COPY. Fields are put in the order of the statement's columns. */
export class CopyRows {
  private buffer: Buffer;
  private length = 0;

  /** @param bytes about how many there will be */
  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafe(bytes);
  }

  beginRow(fields: number): void {
    this.reserve(2);
    this.length = this.buffer.writeInt16BE(fields, this.length);
  }

  smallint(value: number): void {
    this.reserve(6);
    this.length = this.buffer.writeInt32BE(2, this.length);
    this.length = this.buffer.writeInt16BE(value, this.length);
  }

  integer(value: number): void {
    this.reserve(8);
    this.length = this.buffer.writeInt32BE(4, this.length);
    this.length = this.buffer.writeInt32BE(value, this.length);
  }

  /** @param value a whole number of at most 2^53 either way */
  bigint(value: number): void {
    this.reserve(12);
    const high = Math.floor(value / HIGH);
    this.length = this.buffer.writeInt32BE(8, this.length);
    this.length = this.buffer.writeInt32BE(high, this.length);
    this.length = this.buffer.writeUInt32BE(value - high * HIGH, this.length);
  }

  text(value: string): void {
    // No UTF-16 unit takes more than three bytes in UTF-8.
    this.reserve(4 + 3 * value.length);
    const written = this.buffer.write(value, this.length + 4);
    this.buffer.writeInt32BE(written, this.length);
    this.length += 4 + written;
  }

  /** What was put since the last call. */
  take(): Buffer {
    const rows = this.buffer.subarray(0, this.length);
    this.buffer = Buffer.allocUnsafe(this.buffer.length);
    this.length = 0;
    return rows;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/** Sends the whole of a COPY; resolves when the table has every row. */
export async function sendCopy(stream: Writable, rows: CopyRows): Promise<void> {
  const done = finished(stream);
  stream.write(HEADER);
  stream.write(rows.take());
  stream.end(TRAILER);
  await done;
}

/** Rows on their way into a table through a COPY of any length. */
export class CopyWriter extends CopyRows {
  private readonly stream: Writable;
  private readonly done: Promise<void>;

  constructor(stream: Writable) {
    super(1 << 18);
    this.stream = stream;
    this.done = finished(stream);
    // Whoever ends the copy hears of a failure; until then it must not count as unhandled.
    this.done.catch(() => undefined);
    stream.write(HEADER);
  }

  /** Hands on what was put; resolves when more may come. */
  async flush(): Promise<void> {
    const rows = this.take();
    if (rows.length === 0) return;
    if (!this.stream.write(rows)) await Promise.race([once(this.stream, 'drain'), this.done]);
  }

  /** Resolves when the table has every row. @throws what PostgreSQL says when it does not take them */
  async end(): Promise<void> {
    await this.flush();
    this.stream.end(TRAILER);
    await this.done;
  }
}

/** One row of a binary COPY; its fields are read in order. */
export class CopiedRow {
  private buffer: Buffer = Buffer.alloc(0);
  private at = 0;

  /** For `readCopy` only: where the row's first field begins. */
  place(buffer: Buffer, at: number): void {
    this.buffer = buffer;
    this.at = at;
  }

  smallint(): number {
    const value = this.buffer.readInt16BE(this.at + 4);
    this.at += 6;
    return value;
  }

  integer(): number {
    const value = this.buffer.readInt32BE(this.at + 4);
    this.at += 8;
    return value;
  }

  bigint(): number {
    const value = this.buffer.readInt32BE(this.at + 4) * HIGH + this.buffer.readUInt32BE(this.at + 8);
    this.at += 12;
    return value;
  }

  text(): string {
    const length = this.buffer.readInt32BE(this.at);
    const value = this.buffer.toString('utf8', this.at + 4, this.at + 4 + length);
    this.at += 4 + length;
    return value;
  }
}

/**
 * The rows of a binary COPY without nulls, as `read` makes them, in pieces as they come.
 *
 * @param read takes every field of the row in order; the row is the same object each time
 */
export async function* readCopy<Row>(stream: Readable, read: (row: CopiedRow) => Row): AsyncGenerator<Row[]> {
  const row = new CopiedRow();
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let at = 0;
    if (!begun) {
      if (buffer.length < HEADER.length) {
        rest = buffer;
        continue;
      }
      at = HEADER.length;
      begun = true;
    }
    const rows: Row[] = [];
    for (let end = rowEnd(buffer, at); end !== undefined; end = rowEnd(buffer, at)) {
      row.place(buffer, at + 2);
      rows.push(read(row));
      at = end;
    }
    rest = buffer.subarray(at);
    if (rows.length > 0) yield rows;
  }
}

/** Where the row that begins there ends; `undefined` when it is not whole, or is the trailer. */
function rowEnd(buffer: Buffer, at: number): number | undefined {
  if (at + 2 > buffer.length) return undefined;
  const fields = buffer.readInt16BE(at);
  if (fields < 0) return undefined;
  let end = at + 2;
  for (let field = 0; field < fields; field += 1) {
    if (end + 4 > buffer.length) return undefined;
    const length = buffer.readInt32BE(end);
    end += 4 + (length === NULL_LENGTH ? 0 : length);
  }
  return end <= buffer.length ? end : undefined;
}
