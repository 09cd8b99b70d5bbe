import type { ArrivedEvent } from '#core/subjects';
import type { Instant } from '#core/time';
import type { LogRecord, RecordBatch } from '#libs/event-log';
import { decodeEvent, type InputEvent, type Rejection } from '#libs/events';

/** An event of a batch that could be read. It became known when it says itself, but never later than the log took it. */
export interface ReadEvent extends ArrivedEvent, Pick<InputEvent, 'type' | 'subject' | 'body'> {
  readonly offset: number;
  /** When the log took it. */
  readonly loggedAt: Instant;
}

/** A record that is no event, and why. */
export interface Unreadable {
  readonly record: LogRecord;
  readonly rejection: Rejection;
}

export interface DecodedBatch {
  readonly events: readonly ReadEvent[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads the records of a batch. The clock of every check is the log's own timestamp, so that reading a record again
 * tomorrow gives what it gave today.
 */
export function decodeBatch(records: readonly LogRecord[]): DecodedBatch {
  const events: ReadEvent[] = [];
  const unreadable: Unreadable[] = [];
  for (const record of records) {
    const decoded = decodeEvent(record, record.timestamp);
    if (!decoded.ok) {
      unreadable.push({ record, rejection: decoded.rejection });
      continue;
    }
    const { source, id, type, subject, recordedAt, data, body } = decoded.event;
    const { offset, timestamp: loggedAt } = record;
    const knownAt = Math.min(recordedAt ?? loggedAt, loggedAt);
    events.push({ source, id, knownAt, data, type, subject, body, offset, loggedAt });
  }
  return { events, unreadable };
}

/** Takes none of a batch's records for events, all for the same reason. */
export function refuseAll({ records }: RecordBatch, rejection: Rejection): DecodedBatch {
  return { events: [], unreadable: records.map((record) => ({ record, rejection })) };
}
