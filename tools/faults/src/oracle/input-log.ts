import type { ArrivedEvent } from '#core/subjects';
import type { EventLog, LogRecord } from '#libs/event-log';
import { decodeEvent, SENT_TOPICS, TOPICS } from '#libs/events';
import { MALFORMED_KEY } from '../history/malformed.ts';
import { scanTopic, textOf } from './scan-topic.ts';

/** What the input topics turned out to hold, after everything that went wrong on the way to them. */
export interface InputLog {
  readonly records: number;
  /** When the log first took each event, by the event's id. */
  readonly firstTaken: ReadonlyMap<string, number>;
  /** The ids that the log holds of each subject, in their order, repetitions included. */
  readonly arrivals: ReadonlyMap<string, readonly { readonly id: string; readonly takenAt: number }[]>;
  /** The malformed records by topic, partition and offset. */
  readonly malformed: ReadonlyMap<string, LogRecord>;
  /** What the alerter has said of each case, in the order of the log: it is read again as input. */
  readonly cases: ReadonlyMap<string, readonly ArrivedEvent[]>;
}

export async function readInputLog(log: EventLog): Promise<InputLog> {
  const firstTaken = new Map<string, number>();
  const arrivals = new Map<string, { id: string; takenAt: number }[]>();
  const malformed = new Map<string, LogRecord>();
  let records = 0;
  const take = (record: LogRecord): void => {
    records += 1;
    const key = textOf(record.key);
    if (key.startsWith(MALFORMED_KEY)) {
      malformed.set(`${record.topic}/${record.partition}/${record.offset}`, record);
      return;
    }
    const id = idOf(record);
    if (!firstTaken.has(id)) firstTaken.set(id, record.timestamp);
    const of = arrivals.get(key);
    if (of === undefined) arrivals.set(key, [{ id, takenAt: record.timestamp }]);
    else of.push({ id, takenAt: record.timestamp });
  };
  for (const topic of SENT_TOPICS) await scanTopic(log, topic, take);
  return { records, firstTaken, arrivals, malformed, cases: await readCases(log) };
}

async function readCases(log: EventLog): Promise<ReadonlyMap<string, readonly ArrivedEvent[]>> {
  const cases = new Map<string, ArrivedEvent[]>();
  await scanTopic(log, TOPICS.caseChanged, (record) => {
    const decoded = decodeEvent(record, record.timestamp);
    if (!decoded.ok) throw new Error(`the alerter wrote what nobody can read: ${JSON.stringify(decoded.rejection)}`);
    const { source, id, data, subject } = decoded.event;
    cases.set(subject, [...(cases.get(subject) ?? []), { source, id, data, knownAt: record.timestamp }]);
  });
  return cases;
}

function idOf({ headers, value }: LogRecord): string {
  return headers['ce_id'] === undefined ? (JSON.parse(textOf(value)) as { id: string }).id : textOf(headers['ce_id']);
}
