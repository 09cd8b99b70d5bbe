import type { ArrivedEvent } from '#core/subjects';
import { decodeEvent } from '#libs/events';

/**
 * An event of an export, as rules would have heard of it then: known when it says that it became known, else when it
 * happened. An import that is made today knows everything only today; a dry run pretends to have listened all along.
 *
 * @param json a CloudEvent in structured mode
 * @returns `undefined` for what intake would refuse
 */
export function pastEvent(json: string, now: number): ArrivedEvent | undefined {
  const record = {
    value: Buffer.from(json),
    headers: { 'content-type': Buffer.from('application/cloudevents+json; charset=utf-8') },
  };
  const decoded = decodeEvent(record, now);
  if (!decoded.ok) return undefined;
  const { source, id, recordedAt, data } = decoded.event;
  return { source, id, data, knownAt: recordedAt ?? happenedAt(data) };
}

function happenedAt(data: ArrivedEvent['data']): number {
  switch (data.kind) {
    case 'ticket-state-changed':
    case 'case-changed':
      return data.at;
    case 'survey-answered':
      return data.answeredAt;
    // These say nothing of when; without the source's word on it they cannot be placed in the past.
    case 'survey-withdrawn':
    case 'survey-sent':
    case 'survey-declined':
      return Infinity;
  }
}
