import type { LogRecord } from '../port.ts';
import type { EncodedRecord } from '../records/encode-records.ts';

/** What a chunk keeps of a record. Partition, offset and timestamp stand beside the chunk. */
export type ChunkRecord = Pick<EncodedRecord, 'key' | 'value' | 'headers'>;

const FORM = 1;
const NO_VALUE = -1;
/** Stands for the length of a header that is as in the record before: of neighbours' headers most are. */
const AS_BEFORE = -1;
const NUMBER = 4;

/**
 * Puts records of one partition into the bytes of a chunk: a table of the names of all headers, then each record as its
 * key, its value and its headers. A header that is as in the record before is not written again. All numbers are signed, 4 bytes, big-endian; bytes stand behind their length.
 */
export function writeChunk(records: readonly ChunkRecord[]): Buffer {
  const names = new Map<string, number>();
  for (const { headers } of records) {
    for (const name of Object.keys(headers)) if (!names.has(name)) names.set(name, names.size);
  }
  const nameBytes = [...names.keys()].map((name) => Buffer.from(name));
  const bytes = Buffer.allocUnsafe(sizeOf(nameBytes, records));
  let at = bytes.writeInt32BE(FORM, 0);
  at = bytes.writeInt32BE(nameBytes.length, at);
  for (const name of nameBytes) at = writeBytes(bytes, at, name);
  at = bytes.writeInt32BE(records.length, at);
  let before: ChunkRecord['headers'] = {};
  for (const { key, value, headers } of records) {
    at = writeBytes(bytes, at, key);
    at = value === null ? bytes.writeInt32BE(NO_VALUE, at) : writeBytes(bytes, at, value);
    at = bytes.writeInt32BE(Object.keys(headers).length, at);
    for (const [name, header] of Object.entries(headers)) {
      at = bytes.writeInt32BE(names.get(name) as number, at);
      at = isAsBefore(before, name, header) ? bytes.writeInt32BE(AS_BEFORE, at) : writeBytes(bytes, at, header);
    }
    before = headers;
  }
  return bytes.subarray(0, at);
}

/**
 * Takes the records out of a chunk, in their order. Their bytes are windows on the chunk's.
 *
 * @throws RangeError when a newer version has written the chunk in another form
 */
export function readChunk(bytes: Buffer): Pick<LogRecord, 'key' | 'value' | 'headers'>[] {
  const form = bytes.readInt32BE(0);
  if (form !== FORM) throw new RangeError(`a chunk of the embedded log has the form ${form}, known is ${FORM}`);
  let at = NUMBER;
  const number = (): number => {
    at += NUMBER;
    return bytes.readInt32BE(at - NUMBER);
  };
  const bytesOf = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const names = Array.from({ length: number() }, () => bytesOf(number()).toString());
  let before: Readonly<Record<string, Uint8Array>> = {};
  return Array.from({ length: number() }, () => {
    const key = bytesOf(number());
    const length = number();
    const value = length === NO_VALUE ? null : bytesOf(length);
    const headers: Record<string, Uint8Array> = {};
    for (let left = number(); left > 0; left -= 1) {
      const name = names[number()] as string;
      const size = number();
      headers[name] = size === AS_BEFORE ? (before[name] as Uint8Array) : bytesOf(size);
    }
    before = headers;
    return { key, value, headers };
  });
}

function isAsBefore(before: ChunkRecord['headers'], name: string, header: Buffer): boolean {
  return Object.hasOwn(before, name) && (before[name] as Buffer).equals(header);
}

/** At most so many bytes. */
function sizeOf(names: readonly Buffer[], records: readonly ChunkRecord[]): number {
  let size = 3 * NUMBER;
  for (const name of names) size += NUMBER + name.length;
  for (const { key, value, headers } of records) {
    size += 3 * NUMBER + key.length + (value?.length ?? 0);
    for (const header of Object.values(headers)) size += 2 * NUMBER + header.length;
  }
  return size;
}

function writeBytes(target: Buffer, at: number, bytes: Buffer): number {
  const from = target.writeInt32BE(bytes.length, at);
  return from + bytes.copy(target, from);
}
