import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventAlert, ResponseStanding } from '#core/alerts';
import { Database } from '../database.ts';
import { startTestPostgres, type TestPostgres } from '../embedded/index.ts';
import { alertFeed } from './alert-feed.ts';
import { loadStandings, ResponseChanged, saveStandings } from './alert-responses.ts';
import { loadAlerts, saveAlerts } from './alerts.ts';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'alerts test' });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

beforeEach(async () => {
  await database.execute('TRUNCATE alert_responses, alerts');
});

function alert(alertId: string, changes: Partial<EventAlert> = {}): EventAlert {
  return {
    alertId,
    rule: 'detractor',
    responseId: `response of ${alertId}`,
    severity: 'critical',
    state: 'firing',
    step: 1,
    raisedAt: 1_795_169_704_200,
    changedAt: 1_795_169_704_200,
    segment: { team: 'desk "1", {north}', company: 'Größe & Söhne' },
    summary: 'Detractor: 3 on nps-0-10 to "recommend"',
    answers: [{ question: 'recommend', scale: 'nps-0-10', score: 3 }],
    ticketId: 'T-7',
    subject: 'respondent-1',
    caseId: undefined,
    ...changes,
  };
}

describe('stored alerts', () => {
  it('come back as they were written, with or without a ticket', async () => {
    const alerts = [alert('a'), alert('b', { ticketId: undefined, segment: {}, responseId: 'null' })];
    await saveAlerts(database, alerts);
    const loaded = await loadAlerts(database, ['response of a', 'null', 'unknown']);
    expect([...loaded.values()].flat()).toEqual(alerts);
    const told = alerts.map((each) => ({ ...each, readings: [] }));
    expect(await alertFeed(database, {}, 10)).toEqual([told[1], told[0]]);
  });

  it('take on a new state and keep when they were raised', async () => {
    await saveAlerts(database, [alert('a')]);
    const withdrawn = alert('a', { state: 'withdrawn', step: 2, changedAt: 1_795_169_709_999, summary: 'withdrawn' });
    await saveAlerts(database, [withdrawn]);
    expect((await loadAlerts(database, ['response of a'])).get('response of a')).toEqual([withdrawn]);
  });

  it('are one per rule and response, even if ids were made differently', async () => {
    await saveAlerts(database, [alert('a')]);
    await expect(saveAlerts(database, [alert('b', { responseId: 'response of a' })])).rejects.toThrow(
      /alerts_response_id/,
    );
  });
});

async function feed(...given: Parameters<typeof alertFeed> extends [Database, ...infer Rest] ? Rest : never) {
  return (await alertFeed(database, ...given)).map(({ alertId }) => alertId);
}

describe('the feed of alerts', () => {
  beforeEach(async () => {
    await saveAlerts(database, [
      alert('a', { raisedAt: 10, segment: { team: 'desk-1' } }),
      alert('b', { raisedAt: 20, segment: { team: 'desk-2' }, state: 'withdrawn' }),
      alert('c', { raisedAt: 20, segment: { team: 'desk-1' }, rule: 'dissatisfied-answer' }),
      alert('d', { raisedAt: 30, segment: {} }),
    ]);
  });

  it('is the newest first, and goes on after any place', async () => {
    expect(await feed({}, 10)).toEqual(['d', 'c', 'b', 'a']);
    expect(await feed({}, 2)).toEqual(['d', 'c']);
    expect(await feed({}, 2, { raisedAt: 20, alertId: 'c' })).toEqual(['b', 'a']);
    expect(await feed({}, 2, { raisedAt: 10, alertId: 'a' })).toEqual([]);
  });

  it('is cut by state, rule and team together', async () => {
    expect(await feed({ state: 'withdrawn' }, 10)).toEqual(['b']);
    expect(await feed({ rule: 'detractor', team: 'desk-1' }, 10)).toEqual(['a']);
    expect(await feed({ team: `desk-1' OR true --` }, 10)).toEqual([]);
  });
});

describe('stored standings', () => {
  const calm: ResponseStanding = { revision: { revision: 0, source: 's', id: 'e', breaches: [] }, roused: [] };

  it('come back as they were written', async () => {
    await saveStandings(database, [
      { responseId: 'r-1', standing: calm, version: 0 },
      { responseId: 'r-2', standing: 'withdrawn', version: 0 },
    ]);
    const loaded = await loadStandings(database, ['r-1', 'r-2', 'r-3']);
    expect(loaded.get('r-1')).toEqual({ responseId: 'r-1', standing: calm, version: 1 });
    expect(loaded.get('r-2')).toEqual({ responseId: 'r-2', standing: 'withdrawn', version: 1 });
    expect(loaded.size).toBe(2);
  });

  it('are written by one of two transactions that saw the same version; the other rolls back', async () => {
    await saveStandings(database, [{ responseId: 'r-1', standing: calm, version: 0 }]);
    const write = () =>
      database.transaction((tx) => saveStandings(tx, [{ responseId: 'r-1', standing: 'withdrawn', version: 1 }]));
    const results = await Promise.allSettled([write(), write()]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const failed = results.find((result) => result.status === 'rejected');
    expect(failed?.reason).toBeInstanceOf(ResponseChanged);
  });
});
