import { deskEvents } from '../../../services/barometer/src/simulate/index.ts';
import { parseInstant } from '#core/time';
import type { NewRecord } from '#libs/event-log';
import { encodeEvent, topicOf, type InputTopic, type InputTypeName } from '#libs/events';

/** An event of the benchmark's desk, ready for the log and for a bare table. */
export interface InputRow {
  readonly topic: InputTopic;
  readonly record: NewRecord & { readonly value: string };
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly recordedAt: number;
}

const FROM = parseInstant('2026-03-02T00:00:00Z') as number;

/** The first events of a busy desk in the order in which they arrive; always the same ones. */
export function inputRows(count: number): InputRow[] {
  const rows: InputRow[] = [];
  for (const { event } of deskEvents({ seed: 5, from: FROM, until: Infinity, ticketsPerDay: 2_000 })) {
    const data = event.data as { readonly responseId?: string; readonly ticketId?: string };
    const subject = data.responseId ?? data.ticketId ?? '';
    const type = event.type as InputTypeName;
    const { source, id } = event;
    const encoded = encodeEvent({
      source,
      id,
      type,
      subject,
      time: parseInstant(event.time ?? ''),
      data: JSON.stringify(data),
    });
    const recordedtime = event.recordedtime ?? '';
    const headers = { ...encoded.headers, ce_recordedtime: recordedtime };
    rows.push({
      topic: topicOf(type),
      record: { key: subject, value: encoded.value, headers },
      source,
      id,
      type,
      subject,
      recordedAt: parseInstant(recordedtime) as number,
    });
    if (rows.length === count) break;
  }
  return rows;
}
