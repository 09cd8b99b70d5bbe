import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadAlertRules, type PagingPolicy } from '#core/alerts';
import { HOUR, MINUTE } from '#core/time';
import {
  claimDue,
  Database,
  markDelivered,
  saveAlerts,
  startTestPostgres,
  type OutboxMessage,
  type SavedAlert,
  type TestPostgres,
} from '#libs/postgres';
import { tellSteps } from '../alerting/tell.ts';
import { withoutStale } from '../delivery/stale-pages.ts';
import { givenLogger } from '../given-log-entries.fixture.ts';
import { bundleOf } from './page-message.ts';
import { PagerDesk } from './pager-desk.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const SLACK = 'slack:default';

let postgres: TestPostgres;
let database: Database;
let now: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});
beforeEach(async () => {
  await database?.close();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'pager test' });
  await database.migrate();
  now = NOW;
});

const shipped = loadAlertRules().paging;

function givenDesk(policy: PagingPolicy = shipped): PagerDesk {
  const destinations = new Map([['default', [SLACK]]]);
  return new PagerDesk({ database, clock: () => now, logger: givenLogger(), policy, destinations, idleWait: 1_000 });
}

function detractor(name: string, state: 'firing' | 'withdrawn' = 'firing', step = 1): SavedAlert {
  return {
    alertId: `detractor-${name}`,
    rule: 'detractor',
    severity: 'critical',
    state,
    step,
    responseId: name,
    raisedAt: now,
    changedAt: now,
    segment: { team: 'a' },
    summary: `Detractor ${name}`,
    ticketId: undefined,
    answers: [{ question: 'recommend', scale: 'nps-0-10', score: 0 }],
  };
}

/** Alerts make steps, as the alerter writes them. */
async function tell(...alerts: SavedAlert[]): Promise<void> {
  const kinds = new Map([['detractor', 'answer' as const]]);
  await database.transaction(async (tx) => {
    await saveAlerts(tx, alerts);
    await tellSteps(tx, { destinations: ['webhook:default'], isPaged: true, kinds }, alerts, now);
  });
}

const sent = async (destination = SLACK) =>
  database.query<{ event_id: string; type: string; body: string }>(
    'SELECT event_id, type, body FROM outbox WHERE destination = $1 ORDER BY sequence',
    [destination],
  );

const kindsSent = async () =>
  (await sent()).map(({ type, body }) => {
    const { alerts, more } = bundleOf({ type, body })!;
    return `${type.split('.')[1]} ${alerts.length + more}`;
  });

describe('the pager', () => {
  it('pages the first of a storm of 300 at once, the others together, and tells the webhook each', async () => {
    const desk = givenDesk();
    for (let batch = 0; batch < 10; batch += 1) {
      await tell(...Array.from({ length: 30 }, (_, i) => detractor(`${batch}-${i}`)));
      await desk.page();
      now += 10_000;
    }
    expect(await kindsSent()).toEqual(['page 30']);
    now = NOW + 5 * MINUTE;
    await desk.page();
    expect(await kindsSent()).toEqual(['page 30', 'page 270']);
    expect(await sent('webhook:default')).toHaveLength(300);
  });

  it('keeps to its limit when it goes on for hours, and lists the rest in a digest', async () => {
    const desk = givenDesk();
    for (let minute = 0; minute < 5 * 60; minute += 1) {
      if (minute < 120) await tell(detractor(`${minute}`));
      await desk.page();
      now += MINUTE;
    }
    const kinds = await kindsSent();
    const pages = kinds.filter((kind) => kind.startsWith('page'));
    expect(pages.length).toBeLessThanOrEqual(20);
    expect(kinds.filter((kind) => kind.startsWith('digest')).length).toBeGreaterThanOrEqual(1);
    const told = new Set(
      (await sent()).flatMap(({ type, body }) => bundleOf({ type, body })!.alerts.map((a) => a.alertId)),
    );
    expect(told.size).toBe(120);
  });

  it('leaves people alone in their quiet hours, by the clock of their zone, and tells them in the morning', async () => {
    // 01:30 in Paris.
    now = Date.parse('2026-11-20T00:30:00.000Z');
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const quietHours = { zone: 'Europe/Paris', spans: [{ days, from: 22 * 60, to: 7 * 60 }], except: [] };
    const policy = { ...shipped, routes: shipped.routes.map((route) => ({ ...route, quietHours })) };
    const desk = givenDesk(policy);
    await tell(detractor('at-night'));
    await desk.page();
    now = Date.parse('2026-11-20T05:59:00.000Z');
    await desk.page();
    expect(await kindsSent()).toEqual([]);
    now = Date.parse('2026-11-20T06:00:00.000Z');
    await desk.page();
    expect(await kindsSent()).toEqual(['digest 1']);
    expect(JSON.parse((await sent())[0]!.body)).toMatchObject({ alerts: [{ heldBack: 'quiet-hours' }] });
  });

  it('says each thing once when two alerters page at the same moment, or one takes over', async () => {
    const [one, other] = [givenDesk(), givenDesk()];
    for (let round = 0; round < 10; round += 1) {
      await tell(detractor(`${round}`));
      await Promise.all([one.page(), other.page()]);
      now += 10 * MINUTE;
    }
    const ids = (await sent()).map(({ event_id: id }) => id);
    expect(ids).toEqual(Array.from({ length: 10 }, (_, i) => `page/default/${i + 1}`));
  });

  it('forgets alerts about answers, so that what it remembers does not grow for ever', async () => {
    const desk = givenDesk();
    for (let hour = 0; hour < 60; hour += 1) {
      await tell(detractor(`${hour}`));
      await desk.page();
      now += HOUR;
    }
    const [row] = await database.query<{ state: string }>('SELECT state FROM pager');
    expect(Object.keys((JSON.parse(row!.state) as { alerts: object }).alerts).length).toBeLessThanOrEqual(26);
  });
});

async function claim(): Promise<OutboxMessage[]> {
  return claimDue(database, SLACK, { now, limit: 10, leaseUntil: now + 30_000 });
}

/** What would leave now. */
async function leaving(): Promise<(OutboxMessage | undefined)[]> {
  const messages = await claim();
  return Promise.all(messages.map((message) => withoutStale(database, message, now)));
}

describe('a page that waits', () => {
  it('does not leave once its alert is withdrawn, and neither does the end of what nobody heard of', async () => {
    const desk = givenDesk();
    await tell(detractor('a'));
    await desk.page();
    now += MINUTE;
    await tell(detractor('a', 'withdrawn', 2));
    await desk.page();
    expect(await kindsSent()).toEqual(['page 1', 'update 1']);
    expect(await leaving()).toEqual([undefined]);
    expect(await leaving()).toEqual([undefined]);
    expect(await claim()).toEqual([]);
  });

  it('leaves with the alerts that still fire; only of those the end is told', async () => {
    const desk = givenDesk();
    await tell(detractor('a'), detractor('b'));
    await desk.page();
    await tell(detractor('a', 'withdrawn', 2));
    await desk.page();
    const [page] = await leaving();
    expect(bundleOf(page!)!.alerts.map(({ alertId }) => alertId)).toEqual(['detractor-b']);
    await markDelivered(database, [page!], now);
    expect(await leaving()).toEqual([undefined]);
    await tell(detractor('b', 'withdrawn', 2));
    await desk.page();
    const [update] = await leaving();
    expect(bundleOf(update!)).toMatchObject({ kind: 'update', alerts: [{ state: 'withdrawn' }] });
  });

  it('that was tried before may have arrived: it does not leave again, but the end is told', async () => {
    const desk = givenDesk();
    await tell(detractor('a'));
    await desk.page();
    const [tried] = await leaving();
    expect(tried).toBeDefined();
    await tell(detractor('a', 'withdrawn', 2));
    await desk.page();
    now += MINUTE;
    expect(await leaving()).toEqual([undefined]);
    const [update] = await leaving();
    expect(bundleOf(update!)).toMatchObject({ kind: 'update', alerts: [{ alertId: 'detractor-a' }] });
  });
});
