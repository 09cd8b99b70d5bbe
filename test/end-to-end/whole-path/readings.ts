import { describe, expect, it } from 'vitest';
import { DAY, formatInstant, HOUR, MINUTE } from '#core/time';
import { answered, ticket, withdrawn } from '../given-events.ts';
import { until, type Installation } from '../installation.ts';

interface Answers {
  readonly answers: readonly { readonly responseId: string; readonly score: number; readonly comment: string | null }[];
  readonly next: string | null;
}

/** What can be asked over HTTP. */
export function describeReadings(installation: () => Installation): void {
  describe('readings', () => {
    it('are of any window, ending at any instant', async () => {
      const { client } = installation();
      const team = 'desk-of-windows';
      const now = Date.now();
      await client.post(
        ...[2 * HOUR, 3 * DAY, 40 * DAY].map((age) =>
          answered({ responseId: `aged ${age}`, score: age > DAY ? 0 : 10, at: now - age, team }),
        ),
      );
      const read = (window: string, age = 0) =>
        client.reading('nps', { team, window, at: formatInstant(now - age) }).then(({ n, value }) => [n, value]);
      await until(() => read('90d')).toEqual([3, expect.closeTo(-33.333, 2)]);
      expect(await read('90m')).toEqual([0, null]);
      expect(await read('24h')).toEqual([1, 100]);
      expect(await read('7d')).toEqual([2, 0]);
      expect(await read('7d', DAY)).toEqual([1, -100]);
      // From its beginning on, up to its end and without it.
      expect(await read('24h', 3 * DAY)).toEqual([0, null]);
      expect(await read('24h', 2 * DAY)).toEqual([1, -100]);
      expect(await read('30d', 20 * DAY)).toEqual([1, -100]);
    });

    it('are cut by segments', async () => {
      const { client } = installation();
      const team = 'desk-of-channels';
      const at = Date.now() - HOUR;
      await client.post(
        answered({ responseId: 'mail-1', score: 10, at, team, channel: 'email' }),
        answered({ responseId: 'mail-2', score: 2, at, team, channel: 'email' }),
        answered({ responseId: 'phone-1', score: 9, at, team, channel: 'phone' }),
      );
      const grouped = () => client.readings('nps', 'reading', { team, window: '24h', groupBy: 'channel' });
      const told = async () =>
        Object.fromEntries((await grouped()).map(({ segment, n, value }) => [segment.channel, [n, value]]));
      await until(told).toEqual({ email: [2, 0], phone: [1, 100] });
      expect(await client.reading('nps', { team, window: '24h', channel: 'phone' })).toMatchObject({ n: 1 });
    });

    it('are told as they were known at an instant', async () => {
      const { client } = installation();
      const team = 'desk-of-knowledge';
      const now = Date.now();
      const at = now - 5 * HOUR;
      await client.post(answered({ responseId: 'known', score: 2, at, team, recordedAt: at }));
      const corrected = { responseId: 'known', score: 10, at, team, revision: 1, recordedAt: now - HOUR };
      await client.post(answered(corrected));
      const known = (age: number) =>
        client
          .reading('nps', { team, window: '24h', at: formatInstant(now), knownAt: formatInstant(now - age) })
          .then(({ n, value }) => [n, value]);
      await until(async () => (await client.reading('nps', { team, window: '24h' })).value).toBe(100);
      expect(await known(0)).toEqual([1, 100]);
      expect(await known(2 * HOUR)).toEqual([1, -100]);
      expect(await known(6 * HOUR)).toEqual([0, null]);
    });

    it('come as a series over time', async () => {
      const { client } = installation();
      const team = 'desk-of-days';
      const now = Date.now();
      const days = [1, 2, 4];
      await client.post(
        ...days.map((day) => answered({ responseId: `day ${day}`, score: 9, at: now - day * DAY - MINUTE, team })),
      );
      const query = { team, window: '1d', step: '1d', from: formatInstant(now - 4 * DAY), to: formatInstant(now) };
      const series = async () => (await client.readings('nps', 'series', query)).map(({ n }) => n);
      await until(series).toEqual([1, 0, 1, 1, 0]);
    });

    it('of tickets follow their states', async () => {
      const { client } = installation();
      const team = 'desk-of-tickets';
      const opened = Date.now() - 6 * HOUR;
      await client.post(
        ticket('T-1', 'opened', opened, team),
        ticket('T-1', 'responded', opened + 10 * MINUTE, team),
        ticket('T-1', 'resolved', opened + HOUR, team),
        ticket('T-1', 'closed', opened + 2 * HOUR, team, { met: true }),
        ticket('T-2', 'opened', opened, team),
      );
      const value = async (kpi: string) => (await client.reading(kpi, { team, window: '24h' })).value;
      await until(() => value('ticket-volume')).toBe(2);
      expect(await value('backlog')).toBe(1);
      expect(await value('first-response-time')).toBe(600);
      expect(await value('resolution-time')).toBe(3600);
      expect(await value('sla-compliance')).toBe(100);
      await client.post(ticket('T-1', 'reopened', opened + 3 * HOUR, team));
      await until(() => value('backlog')).toBe(2);
      expect(await value('resolution-time')).toBeNull();
    });

    it('have their answers behind them, page by page, without those that were withdrawn', async () => {
      const { client } = installation();
      const team = 'desk-of-comments';
      const now = Date.now();
      await client.post(
        ...[1, 2, 3, 4, 5].map((hours) =>
          answered({
            responseId: `said-${hours}`,
            score: hours === 5 ? 10 : hours,
            at: now - hours * HOUR,
            team,
            comment: `It took ${hours} hours.`,
          }),
        ),
      );
      const page = async (query: Record<string, string> = {}) =>
        (await client.ask('/v1/answers', { kpi: 'nps', class: 'detractor', team, limit: 3, ...query })) as Answers;
      await until(async () => (await page()).answers.length).toBe(3);
      const first = await page();
      expect(first.answers).toMatchObject([1, 2, 3].map((score) => ({ score, comment: `It took ${score} hours.` })));
      const second = await page({ cursor: first.next as string });
      expect(second.answers.map(({ responseId }) => responseId)).toEqual(['said-4']);
      expect(second.next).toBeNull();

      await client.post(withdrawn('said-2', now));
      await until(async () => (await page()).answers.map(({ score }) => score)).toEqual([1, 3, 4]);
      expect(await client.reading('nps', { team, window: '24h' })).toMatchObject({
        n: 4,
        parts: { promoters: 1, detractors: 3 },
      });
    });

    it('that cannot be given are problems with the path of each mistake', async () => {
      const { client } = installation();
      const wrong = await client.get('/v1/kpis/nps/reading', { window: 'a week', at: '2026-11-20', tem: 'desk-1' });
      expect(wrong).toMatchObject({
        status: 400,
        body: { title: 'Bad Request', instance: '/v1/kpis/nps/reading' },
      });
      const { errors } = wrong.body as { readonly errors: readonly { readonly path: string }[] };
      expect(errors.map(({ path }) => path)).toEqual(['tem', 'window', 'at']);
      expect(await client.get('/v1/kpis/happiness/reading')).toMatchObject({ status: 404, body: { status: 404 } });
    });
  });
}
