import { describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import { answered } from '../given-events.ts';
import { sampleOf } from '../http-client.ts';
import { until, type Installation } from '../installation.ts';

/** The ways in, and what counts once. */
export function describeEventsIn(installation: () => Installation): void {
  describe('events come in', () => {
    it('one by one, as an array, as lines and in binary mode', async () => {
      const { client } = installation();
      const team = 'desk-of-every-way';
      const at = Date.now() - HOUR;
      const given = [10, 9, 8, 3, 2].map((score, i) => answered({ responseId: `way-${i}`, score, at, team }));
      const [single, first, second, line, binary] = given as [object, object, object, object, (typeof given)[0]];

      const replies = [
        await client.send(JSON.stringify(single), 'application/cloudevents+json'),
        await client.send(JSON.stringify([first, second]), 'application/json'),
        await client.send(`${JSON.stringify(line)}\n\n`, 'application/x-ndjson'),
        await client.send(JSON.stringify(binary.data), 'application/json', {
          'ce-specversion': '1.0',
          'ce-id': binary.id,
          'ce-source': binary.source,
          'ce-type': binary.type,
          'ce-time': binary.time,
        }),
      ];
      expect(replies.map(({ status, accepted, rejected }) => [status, accepted, rejected])).toEqual([
        [202, 1, 0],
        [202, 2, 0],
        [202, 1, 0],
        [202, 1, 0],
      ]);

      const read = () => client.reading('nps', { window: '24h', team });
      await until(async () => (await read()).n).toBe(5);
      expect(await read()).toMatchObject({
        kpi: 'nps',
        window: '24h',
        segment: { team },
        value: 0,
        unit: 'points',
        parts: { promoters: 2, passives: 1, detractors: 2 },
        interval: { level: 0.95, method: 'adjusted-wald' },
        previous: { value: null, n: 0 },
      });
    });

    it('and count once, however often they are sent', async () => {
      const { client } = installation();
      const team = 'desk-of-repeats';
      const event = answered({ responseId: 'repeated', score: 9, at: Date.now() - 2 * HOUR, team });
      const duplicates = async () =>
        sampleOf(await client.metrics(), 'barometer_events_total{topic="survey-answered",outcome="duplicate"}') ?? 0;
      const before = await duplicates();
      await client.post(event);
      await client.post(event, event);
      await until(duplicates).toBe(before + 2);
      expect(await client.reading('nps', { window: '24h', team })).toMatchObject({ n: 1, value: 100 });
    });

    it('and an answer that is corrected or taken back changes the reading', async () => {
      const { client } = installation();
      const team = 'desk-of-corrections';
      const at = Date.now() - 3 * HOUR;
      const read = () => client.reading('nps', { window: '24h', team });
      await client.post(
        answered({ responseId: 'kept', score: 10, at, team }),
        answered({ responseId: 'corrected', score: 0, at, team }),
      );
      await until(async () => (await read()).value).toBe(0);
      await client.post(answered({ responseId: 'corrected', score: 9, at, team, revision: 1 }));
      await until(async () => (await read()).value).toBe(100);
      expect((await read()).n).toBe(2);
      // The first revision comes again, late: the higher one stands.
      await client.post(
        answered({ responseId: 'corrected', score: 0, at, team }),
        answered({ responseId: 'marker', score: 10, at, team }),
      );
      await until(async () => (await read()).n).toBe(3);
      expect((await read()).value).toBe(100);
    });
  });
}
