import { RecordRefused, type NewRecord } from '../port.ts';
import { partitionOfKey } from './partition-of-key.ts';

/** A record that was found fit to append: bytes, with its partition decided. */
export interface EncodedRecord {
  readonly key: Buffer;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  readonly partition: number;
  /** About what it takes in the log, in bytes. */
  readonly size: number;
}

/** A broker takes batches of 1,048,588 bytes unless told otherwise; the rest is room for what surrounds a record. */
export const MAX_RECORD_BYTES = 1_000_000;
const RECORD_OVERHEAD = 32;

/**
 * Turns records into bytes and decides their partitions. Everything is looked at before anything is sent, because a
 * broker that refuses one record of a request has written others of it by then.
 *
 * @throws RecordRefused naming the first record that the log would not take, and why.
 */
export function encodeRecords(topic: string, records: readonly NewRecord[], partitions: number): EncodedRecord[] {
  return records.map((record, index) => {
    const refuse = (why: string): never => {
      throw new RecordRefused(`Record ${index} of ${records.length} for topic ${topic}: ${why}.`);
    };
    // The types promise texts and bytes; records are built from other people's data, and a client fails late and obscurely.
    const key = bytesOf(record.key) ?? refuse('its key is neither a text nor bytes');
    const value =
      record.value === null
        ? null
        : (bytesOf(record.value) ?? refuse('its value is neither a text nor bytes nor null'));
    const headers = Object.fromEntries(
      Object.entries(record.headers ?? {}).map(([name, header]) => [
        name,
        bytesOf(header) ?? refuse(`its header ${name} is neither a text nor bytes`),
      ]),
    );
    const size = sizeOf(key, value, headers);
    if (size > MAX_RECORD_BYTES) refuse(`it takes ${size} bytes, and the log takes at most ${MAX_RECORD_BYTES}`);
    const partition = record.partition ?? partitionOfKey(key, partitions);
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions) {
      refuse(`partition ${partition} does not exist, the topic has ${partitions}`);
    }
    return { key, value, headers, partition, size };
  });
}

/** About what a record takes in the log, in bytes. */
export function sizeOf(
  key: Uint8Array,
  value: Uint8Array | null,
  headers: Readonly<Record<string, Uint8Array>>,
): number {
  const named = Object.entries(headers).reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + bytes.length + 4,
    0,
  );
  return RECORD_OVERHEAD + key.length + (value?.length ?? 0) + named;
}

function bytesOf(content: string | Uint8Array): Buffer | undefined {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array
    ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    : undefined;
}
