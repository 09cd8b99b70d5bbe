import type { Instant } from '#core/time';
import type { LogRecord } from '#libs/event-log';
import { decodeEvent, type InputEvent, type Rejection } from '#libs/events';

/** An event of a batch that could be read. */
export interface ReadEvent {
  readonly event: InputEvent;
  readonly offset: number;
  /** When the log took it. */
  readonly loggedAt: Instant;
  /** When it became known: its own word, but never later than the log took it. */
  readonly knownAt: Instant;
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
    const { event } = decoded;
    const knownAt = Math.min(event.recordedAt ?? record.timestamp, record.timestamp);
    events.push({ event, offset: record.offset, loggedAt: record.timestamp, knownAt });
  }
  return { events, unreadable };
}
