import type { NewRecord } from '#libs/event-log';
import { SENT_TOPICS, type InputTopic } from '#libs/events';
import { Chance } from '../../../../services/barometer/src/simulate/chance.ts';

/** Every malformed record has a key that begins so, whatever else is wrong with it. */
export const MALFORMED_KEY = 'malformed-';

const MALFORMED = 2;

/** A record that no reader can make an event of, each in one of many ways. The same for the same seed and number. */
export function malformedRecord(
  seed: number,
  number: number,
): { readonly topic: InputTopic; readonly record: NewRecord } {
  const chance = new Chance(seed, MALFORMED, number);
  const structured = { 'content-type': 'application/cloudevents+json' };
  const event = { specversion: '1.0', source: '/malformed', id: `${number}`, type: 'survey.answered.v1' };
  const answered = { responseId: `m-${number}`, answeredAt: '2026-11-20T10:15:00Z' };
  const score = { question: 'recommend', scale: 'nps-0-10', score: 11 };
  const bytes = Uint8Array.from({ length: chance.whole(1, 2_000) }, () => chance.whole(0, 255));
  const { value, headers } = chance.pick<Pick<NewRecord, 'value' | 'headers'>>([
    { value: `{"specversion":"1.0","id":"${number}"`, headers: structured },
    { value: bytes, headers: structured },
    { value: bytes, headers: {} },
    { value: null, headers: structured },
    { value: '', headers: structured },
    { value: JSON.stringify({ ...event, data: { ...answered, answers: [score] } }), headers: structured },
    { value: JSON.stringify({ ...event, data: { ...answered, answers: [] } }), headers: structured },
    { value: JSON.stringify({ ...event, type: 'survey.mislaid.v1', data: {} }), headers: structured },
    { value: JSON.stringify({ ...event, id: '', data: answered }), headers: structured },
    { value: JSON.stringify(answered), headers: { ce_id: `${number}`, ce_type: 'survey.answered.v1' } },
  ]);
  return {
    topic: chance.pick(SENT_TOPICS),
    record: { key: `${MALFORMED_KEY}${number}`, value, headers: headers ?? {} },
  };
}
