import { describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import type { LogRecord } from '#libs/event-log';
import { deadLetterTopic, encodeEvent, TOPICS } from '#libs/events';
import { answered } from '../given-events.ts';
import { sampleOf } from '../http-client.ts';
import { until, type Installation } from '../installation.ts';

const headersOf = ({ headers }: LogRecord) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString()]));

/** Records that other systems put straight on the topic. */
export function describeDeadLetters(installation: () => Installation): void {
  describe('records that are no event', () => {
    it('go to the dead-letter topic with reason and original bytes, and their neighbours count', async () => {
      const { client, log, topics } = installation();
      const team = 'desk-of-neighbours';
      const key = 'one-partition';
      const right = (responseId: string, score = 9, type?: string) => {
        const given = answered({ responseId, score, at: Date.now() - HOUR, team });
        return {
          key,
          ...encodeEvent({
            ...given,
            type: type ?? given.type,
            time: Date.parse(given.time),
            data: JSON.stringify(given.data),
          }),
        };
      };
      const wrong = [
        { record: { key, value: '{"half":', headers: { trace: 'kept' } }, reason: 'malformed-json' },
        { record: { ...right('no-utf-8'), value: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }, reason: 'invalid-utf8' },
        { record: right('from-tomorrow', 9, 'survey.answered.v9'), reason: 'unknown-type' },
        { record: right('off-the-scale', 11), reason: 'score-out-of-range' },
      ];
      const [malformed, ...others] = wrong.map(({ record }) => record);
      await log.append(TOPICS.surveyAnswered, [
        right('before'),
        malformed!,
        right('between'),
        ...others,
        right('after'),
      ]);

      await until(async () => (await client.reading('nps', { team, window: '24h' })).n).toBe(3);
      const letters = () => topics.records(deadLetterTopic(TOPICS.surveyAnswered));
      await until(() => letters().length).toBe(wrong.length);
      for (const [i, { record, reason }] of wrong.entries()) {
        const letter = letters()[i]!;
        expect(Buffer.from(letter.value ?? []), reason).toEqual(Buffer.from(record.value));
        expect(headersOf(letter)).toMatchObject({
          ...record.headers,
          dl_reason: reason,
          dl_error: expect.stringMatching(/./),
          dl_topic: TOPICS.surveyAnswered,
          dl_partition: expect.stringMatching(/^\d+$/),
          dl_offset: expect.stringMatching(/^\d+$/),
        });
      }
      expect(headersOf(letters()[3]!)['dl_error']).toContain('data.answers[0].score');
      const page = await client.metrics();
      for (const { reason } of wrong) {
        expect(sampleOf(page, `barometer_dead_letters_total{topic="survey-answered",reason="${reason}"}`)).toBe(1);
      }
    });
  });
}
