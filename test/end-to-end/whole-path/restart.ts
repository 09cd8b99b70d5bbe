import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '#core/kpis';
import { DAY, formatInstant, HOUR } from '#core/time';
import { deadLetterTopic, TOPICS } from '#libs/events';
import { EventStream } from '../event-stream.ts';
import { answered, ticket } from '../given-events.ts';
import { until, type Installation } from '../installation.ts';
import { updatesOf, type HeardUpdate } from './updates.ts';

/** Stopping in order, and going on with the same data. */
export function describeRestart(installation: () => Installation): void {
  describe('stopped and started again', () => {
    it('it says the same, nothing twice, and goes on where it was', async () => {
      const { client, receiver, topics } = installation();
      const team = 'desk-of-mornings';
      const now = Date.now();
      await client.post(
        answered({ responseId: 'evening', score: 1, at: now - 2 * HOUR, team }),
        ticket('T-evening', 'opened', now - 2 * DAY, team),
      );
      const updates = () => updatesOf(installation(), team).filter(({ data }) => data.window === '30d');
      const npsRevisions = () => revisionsOf(updates().filter(({ data }) => data.kpi === 'nps'));
      await until(() => npsRevisions()).toEqual([1]);
      await until(() => receiver.about('evening').length).toBe(1);

      const at = formatInstant(Date.now());
      const readings = () => everyReading(installation(), at);
      const before = await readings();
      const pages = receiver.received.length;
      const letters = topics.records(deadLetterTopic(TOPICS.surveyAnswered)).length;

      const stream = await EventStream.open(`${client.url}/v1/stream`);
      const began = Date.now();
      await installation().stopServices();
      expect(Date.now() - began).toBeLessThan(10_000);
      await stream.ended;
      await expect(client.get('/health/live')).rejects.toThrow('fetch failed');

      await installation().startServices();
      const { client: again } = installation();
      expect(await readings()).toEqual(before);
      await again.post(answered({ responseId: 'morning', score: 10, at: now - 2 * HOUR, team }));
      await until(() => npsRevisions()).toEqual([1, 2]);
      await again.post(answered({ responseId: 'noon', score: 10, at: now - 2 * HOUR, team }));
      await until(() => npsRevisions()).toEqual([1, 2, 3]);
      // Two rounds of everything that could say something again.
      await delay(2_500);
      expect(receiver.received.length).toBe(pages);
      expect(topics.records(deadLetterTopic(TOPICS.surveyAnswered)).length).toBe(letters);
      expectInOrder(updatesOf(installation(), team));
    });
  });
}

const revisionsOf = (updates: readonly HeardUpdate[]) => updates.map(({ data }) => data.revision);

/** The revisions of every key begin with 1 and leave none out; no two events share an id. */
function expectInOrder(updates: readonly HeardUpdate[]): void {
  for (const key of new Set(updates.map((update) => update.key))) {
    const revisions = revisionsOf(updates.filter((update) => update.key === key));
    expect(revisions, key).toEqual(revisions.map((_, i) => i + 1));
  }
  expect(new Set(updates.map(({ id }) => id)).size).toBe(updates.length);
}

/** Each KPI of the catalogue by team, at one instant; without what only says how far the log was read. */
async function everyReading({ client }: Installation, at: string): Promise<object[]> {
  const { kpis } = (await client.ask('/v1/kpis')) as Catalogue;
  const readings: object[] = [];
  for (const { id } of kpis) {
    const query = { window: '90d', at, groupBy: 'team' };
    readings.push(...(await client.readings(id, 'reading', query)).map((reading) => ({ ...reading, watermark: null })));
  }
  return readings;
}
