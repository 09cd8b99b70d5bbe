import type { LogRecord, NewRecord } from './port.ts';
import { MAX_RECORD_BYTES, sizeOf } from './records/encode-records.ts';

const LONGEST_ERROR = 2_000;

/**
 * The record that goes to `<topic>.dead-letter` for one that cannot be understood: its own bytes and headers, and beside
 * them why and from where. It always fits into the log: one that would not, because the original is as large as a record
 * can be, loses the end of its value and says with `dl_truncated` how long that was. Otherwise a bad message could keep
 * its partition waiting for ever.
 *
 * @param reason a word of a closed list, for counting
 * @param error what is wrong, for a person
 */
export function deadLetter(record: LogRecord, reason: string, error: string): NewRecord {
  const why: Record<string, Uint8Array> = {
    dl_reason: Buffer.from(reason),
    dl_error: Buffer.from(error.slice(0, LONGEST_ERROR)),
    dl_topic: Buffer.from(record.topic),
    dl_partition: Buffer.from(String(record.partition)),
    dl_offset: Buffer.from(String(record.offset)),
  };
  const { value } = record;
  const room = (headers: Readonly<Record<string, Uint8Array>>): number => MAX_RECORD_BYTES - sizeOf(key, null, headers);
  const key = record.key ?? new Uint8Array();
  const headers = { ...record.headers, ...why };
  if ((value?.length ?? 0) <= room(headers)) return { key, value, headers };
  why['dl_truncated'] = Buffer.from(String(value?.length ?? 0));
  // Keys and headers that leave no room at all are not worth keeping beside the place where the original stands.
  const fitting =
    room({ ...record.headers, ...why }) >= 0
      ? { key, headers: { ...record.headers, ...why } }
      : { key: '', headers: why };
  return { ...fitting, value: value?.subarray(0, Math.max(0, room(fitting.headers))) ?? null };
}
