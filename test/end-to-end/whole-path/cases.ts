import { describe, expect, it } from 'vitest';
import { MINUTE } from '#core/time';
import { answered } from '../given-events.ts';
import { until, type Installation } from '../installation.ts';

/** From an unhappy answer to somebody who calls, and to the numbers that say how soon he did. */
export function describeCases(installation: () => Installation): void {
  describe('a case', () => {
    it('is opened by an unhappy answer, worked on, and closed by a good one; each step is counted', async () => {
      const { client } = installation();
      const team = 'desk-of-loops';
      const value = async (kpi: string) => (await client.reading(kpi, { team, window: '24h' })).value;
      const cases = async () => ((await client.ask('/v1/cases', { team })) as { cases: readonly object[] }).cases;
      const at = Date.now() - MINUTE;
      await client.post(answered({ responseId: 'unhappy', score: 2, at, team, respondent: 'c-77' }));
      await until(async () => (await cases()).length).toBe(1);
      const [opened] = (await cases()) as readonly { readonly caseId: string }[];
      const { caseId } = opened as { readonly caseId: string };
      expect(await client.ask('/v1/alerts', { team })).toMatchObject({ alerts: [{ caseId }] });
      await until(() => value('case-backlog')).toBe(1);

      expect(await client.command(caseId, 'acknowledge', { by: 'jo' })).toMatchObject({ status: 200 });
      expect(await client.command(caseId, 'contact', { by: 'jo', note: 'promised to mend it' })).toMatchObject({
        body: { state: 'contacted', owner: 'jo' },
      });
      await until(async () => (await client.reading('time-to-contact', { team, window: '24h' })).n).toBe(1);
      expect(await value('recovery-rate')).toBe(0);

      await client.post(answered({ responseId: 'content', score: 10, at: Date.now(), team, respondent: 'c-77' }));
      await until(async () => cases()).toMatchObject([{ caseId, state: 'recovered', version: 4 }]);
      await until(() => Promise.all(['recovery-rate', 'case-backlog', 'case-volume'].map(value))).toEqual([100, 0, 1]);
    });
  });
}
