import type { Instant } from '#core/time';
import type { EventLog, NewRecord } from '#libs/event-log';
import {
  decodeEnvelope,
  encodeEnvelope,
  SENT_TYPES,
  topicOf,
  unknownType,
  type Envelope,
  type InputEvent,
  type InputTopic,
  type Problem,
  type RejectionReason,
} from '#libs/events';
import type { Item } from './request/item.ts';

/** What became of one item. */
export interface ItemResult {
  readonly index?: number;
  readonly line?: number;
  readonly id?: string;
  readonly source?: string;
  readonly status: 202 | 400;
  readonly reason?: RejectionReason;
  readonly problems?: readonly Problem[];
}

export interface IntakeAnswer {
  readonly accepted: number;
  readonly rejected: number;
  readonly results: readonly ItemResult[];
}

export interface Taken {
  readonly answer: IntakeAnswer;
  /** How many events were appended to each topic. */
  readonly appended: ReadonlyMap<InputTopic, number>;
}

/** Takes events in: right ones are appended to their topics, wrong ones are told what is wrong. */
export class Intake {
  private readonly eventLog: EventLog;

  constructor(eventLog: EventLog) {
    this.eventLog = eventLog;
  }

  /**
   * Resolves when every right event among the items is durable.
   *
   * @throws LogUnavailable: some may be durable; sending all of them again is safe, duplicates are dropped by id.
   */
  async take(items: readonly Item[], now: Instant): Promise<Taken> {
    const records = new Map<InputTopic, NewRecord[]>();
    const results = items.map((item) => takeItem(item, now, records));
    await Promise.all([...records].map(([topic, appended]) => this.eventLog.append(topic, appended)));
    const accepted = results.filter(({ status }) => status === 202).length;
    return {
      answer: { accepted, rejected: results.length - accepted, results },
      appended: new Map([...records].map(([topic, appended]) => [topic, appended.length])),
    };
  }
}

function takeItem({ place, id, source, read }: Item, now: Instant, records: Map<InputTopic, NewRecord[]>): ItemResult {
  const name = { ...place, ...(id === undefined ? {} : { id }), ...(source === undefined ? {} : { source }) };
  if (!read.ok) return { ...name, status: 400, ...read.rejection };
  const decoded = decodeEnvelope(read.envelope, now);
  if (!decoded.ok) return { ...name, status: 400, ...decoded.rejection };
  const { type } = decoded.event;
  if (!SENT_TYPES.some((sent) => sent.type === type)) {
    return { ...name, status: 400, ...unknownType(type).rejection };
  }
  const topic = topicOf(type);
  const appended = records.get(topic);
  const record = recordOf(read.envelope, decoded.event);
  if (appended === undefined) records.set(topic, [record]);
  else appended.push(record);
  return { ...name, status: 202 };
}

function recordOf(envelope: Envelope, { subject }: InputEvent): NewRecord {
  return { key: subject, ...encodeEnvelope(envelope) };
}
