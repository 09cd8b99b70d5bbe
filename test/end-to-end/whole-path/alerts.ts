import { describe, expect, it } from 'vitest';
import { MINUTE } from '#core/time';
import { decodeOutput, TOPICS, type AlertChangedData } from '#libs/events';
import { answered, withdrawn } from '../given-events.ts';
import { sampleOf } from '../http-client.ts';
import { until, type Installation } from '../installation.ts';

/** From an unhappy answer to the pager. */
export function describeAlerts(installation: () => Installation): void {
  const toldOnTopic = (responseId: string): AlertChangedData[] =>
    installation()
      .topics.records(TOPICS.alertChanged)
      .map((record) => {
        const decoded = decodeOutput('alert.changed.v1', record, Date.now());
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.rejection));
        return decoded.event.data;
      })
      .filter(({ evidence }) => evidence.answers.some((each) => each.responseId === responseId));

  describe('a detractor', () => {
    it('is paged at once by a signed webhook, and told on the topic and in the feed', async ({ annotate }) => {
      const { client, receiver } = installation();
      const team = 'desk-of-pages';
      const at = Date.now() - MINUTE;
      const comment = 'Never again, says Mr Smith';
      await client.post(answered({ responseId: 'paged', score: 3, at, team, comment }));
      const accepted = Date.now();
      await until(() => receiver.about('paged').length).toBe(1);
      const [page] = receiver.about('paged');
      await annotate(`the webhook came ${page!.at - accepted} ms after the answer was accepted`);
      // Half a second is usual; a busy machine may take longer, a minute's polling would not pass.
      expect(page!.at - accepted).toBeLessThan(5_000);
      expect(page!.alert).toMatchObject({
        rule: 'detractor',
        severity: 'critical',
        state: 'firing',
        segment: { team },
        evidence: { answers: [{ responseId: 'paged', scale: 'nps-0-10', score: 3 }] },
      });
      expect(JSON.stringify(page)).not.toContain('Smith');
      await until(() => toldOnTopic('paged')).toEqual([page!.alert]);
      expect(await client.ask('/v1/alerts', { team })).toMatchObject({ alerts: [page!.alert], next: null });
    });

    it('who thinks better of it, or withdraws, is no longer one', async () => {
      const { client, receiver } = installation();
      const team = 'desk-of-second-thoughts';
      const at = Date.now() - MINUTE;
      await client.post(
        answered({ responseId: 'improved', score: 0, at, team }),
        answered({ responseId: 'taken back', score: 0, at, team }),
      );
      const states = (responseId: string) => receiver.about(responseId).map(({ alert }) => alert.state);
      await until(() => [states('improved'), states('taken back')]).toEqual([['firing'], ['firing']]);
      expect(await client.reading('nps', { team, window: '24h' })).toMatchObject({ n: 2, value: -100 });

      await client.post(
        answered({ responseId: 'improved', score: 9, at, team, revision: 1 }),
        withdrawn('taken back', at),
      );
      const both = [
        ['firing', 'withdrawn'],
        ['firing', 'withdrawn'],
      ];
      await until(() => [states('improved'), states('taken back')]).toEqual(both);
      await until(async () => (await client.reading('nps', { team, window: '24h' })).value).toBe(100);
      await until(() => toldOnTopic('improved').map(({ state }) => state)).toEqual(['firing', 'withdrawn']);
      const ids = receiver.about('improved').map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
      expect(await client.ask('/v1/alerts', { team, state: 'firing' })).toEqual({ alerts: [], next: null });
    });

    it('is counted as delivered', async () => {
      const { client } = installation();
      const delivered = async () => {
        const page = await client.metrics();
        return ['webhook:default', 'topic:alert-changed'].map((receiver) =>
          sampleOf(page, `barometer_deliveries_total{receiver="${receiver}",outcome="delivered"}`),
        );
      };
      await until(async () => (await delivered()).every((count) => count !== undefined && count > 0)).toBe(true);
    });
  });
}
