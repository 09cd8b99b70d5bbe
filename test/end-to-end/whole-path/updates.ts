import { describe, expect, it } from 'vitest';
import { HOUR } from '#core/time';
import { decodeOutput, TOPICS, type KpiUpdatedData, type OutputEvent } from '#libs/events';
import { EventStream } from '../event-stream.ts';
import { answered } from '../given-events.ts';
import { sampleOf } from '../http-client.ts';
import { until, type Installation } from '../installation.ts';

export interface HeardUpdate extends OutputEvent<'kpi.updated.v1'> {
  readonly key: string;
  readonly partition: number;
}

/** Every `kpi.updated.v1` that the topic holds about a team. */
export function updatesOf({ topics }: Installation, team: string): HeardUpdate[] {
  return topics
    .records(TOPICS.kpiUpdated)
    .map((record) => {
      const decoded = decodeOutput('kpi.updated.v1', record, Date.now());
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.rejection));
      return { ...decoded.event, key: Buffer.from(record.key ?? []).toString(), partition: record.partition };
    })
    .filter(({ data }) => data.segment.team === team);
}

const isNps30d = ({ data: { kpi, window } }: HeardUpdate) => kpi === 'nps' && window === '30d';
const says = ({ value, n, parts }: KpiUpdatedData) => ({ value, n, parts });

/** What is told without being asked. */
export function describeUpdates(installation: () => Installation): void {
  describe('changes are told', () => {
    it('on the topic kpi-updated, under one key, with ids that follow from key and revision', async () => {
      const { client } = installation();
      const team = 'desk-of-updates';
      const at = Date.now() - 2 * HOUR;
      const heard = () => updatesOf(installation(), team).filter(isNps30d);
      await client.post(answered({ responseId: 'update-1', score: 10, at, team }));
      await until(() => heard().map(({ data }) => says(data))).toMatchObject([{ value: 100, n: 1 }]);
      await client.post(answered({ responseId: 'update-2', score: 1, at, team }));
      await until(() => heard().map(({ data }) => says(data))).toMatchObject([
        { value: 100, n: 1 },
        { value: 0, n: 2 },
      ]);
      const updates = heard();
      expect(updates.map(({ data }) => data.revision)).toEqual([1, 2]);
      // Both were given two hours ago. Nothing else of this desk has changed, whatever other desks did meanwhile.
      expect(updates.map(({ data }) => data.cause)).toEqual(['late', 'late']);
      expect(new Set(updates.map(({ key }) => key))).toEqual(new Set([`["nps","30d",[["team","${team}"]]]`]));
      expect(new Set(updates.map(({ partition }) => partition)).size).toBe(1);
      const [first, second] = updates.map(({ id }) => id.split('-'));
      expect([first?.[1], second?.[1]]).toEqual(['1', '2']);
      expect(first?.[0]).toBe(second?.[0]);
      expect(await client.reading('nps', { window: '30d', team })).toMatchObject(says(updates[1]!.data));
    });

    it('not at all for what changes nothing', async () => {
      const { client } = installation();
      const team = 'desk-of-silence';
      const event = answered({ responseId: 'silent', score: 10, at: Date.now() - 2 * HOUR, team });
      const heard = () => updatesOf(installation(), team).filter(isNps30d).length;
      await client.post(event);
      await until(heard).toBe(1);
      await client.post(event);
      // What comes after the repeat and is told shows that the repeat has been passed by.
      const marker = 'desk-after-silence';
      await client.post(
        answered({ responseId: 'marker of silence', score: 10, at: Date.now() - 2 * HOUR, team: marker }),
      );
      await until(() => updatesOf(installation(), marker).filter(isNps30d).length).toBe(1);
      expect(heard()).toBe(1);
    });

    it('to whoever holds a stream open: readings and alerts', async () => {
      const { client } = installation();
      const team = 'desk-of-streams';
      const stream = await EventStream.open(`${client.url}/v1/stream?kpi=nps&window=24h&team=${team}`);
      await client.post(answered({ responseId: 'streamed', score: 2, at: Date.now() - HOUR, team }));
      const told = (type: string) => stream.events.filter((event) => event.type === type).map(({ data }) => data);
      await until(() => told('reading')).toMatchObject([{ kpi: 'nps', window: '24h', segment: { team }, value: -100 }]);
      await until(() => told('alert')).toMatchObject([{ rule: 'detractor', state: 'firing', segment: { team } }]);
      stream.close();
      await stream.ended;
    });

    it('to Prometheus, as gauges beside their samples', async () => {
      const { client } = installation();
      const team = 'desk-of-gauges';
      const at = Date.now() - 2 * HOUR;
      const counted = async () =>
        sampleOf(await client.metrics(), 'barometer_survey_answers_total{scale="nps-0-10",class="satisfied"}') ?? 0;
      const before = await counted();
      await client.post(...[9, 10, 4].map((score) => answered({ responseId: `gauge-${score}`, score, at, team })));
      const labels = `{window="24h",team="${team}"}`;
      await until(async () => sampleOf(await client.metrics(), `barometer_nps_points${labels}`)).toBeCloseTo(33.333, 2);
      const page = await client.metrics();
      expect(sampleOf(page, `barometer_nps_samples${labels}`)).toBe(3);
      expect(sampleOf(page, `barometer_recommenders_ratio${labels}`)).toBeCloseTo(0.6667, 3);
      expect(await counted()).toBe(before + 2);
      expect(sampleOf(page, `barometer_nps_points{window="1h",team="${team}"}`)).toBeUndefined();
    });
  });
}
