import { createHash } from 'node:crypto';

import type { LogRecord, RecordIdentity } from '../port.ts';

/** What a projection remembers of the last record it took, so that it knows the topic again. */
export function identityOf(record: LogRecord): RecordIdentity {
  return { offset: record.offset, timestamp: record.timestamp, keyHash: hashOf(record.key) };
}

/** Whether the record is the one that was remembered. */
export function isSameRecord(known: RecordIdentity, record: LogRecord): boolean {
  return known.offset === record.offset && known.timestamp === record.timestamp && known.keyHash === hashOf(record.key);
}

/** Keys may be personal data: progress tables and error messages see only their hash. */
function hashOf(key: Uint8Array | null): string {
  return key === null ? '' : createHash('sha256').update(key).digest('hex').slice(0, 16);
}
