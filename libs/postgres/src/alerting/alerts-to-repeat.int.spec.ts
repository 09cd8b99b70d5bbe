import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertState } from '#core/alerts';
import { Database } from '../database.ts';
import { startTestPostgres, type TestPostgres } from '../embedded/index.ts';
import { alertsToRepeat } from './alerts-to-repeat.ts';
import { saveAlerts, type SavedAlert } from './alerts.ts';

let postgres: TestPostgres;
let database: Database;

function alert(alertId: string, state: AlertState, changedAt: number, responseId?: string): SavedAlert {
  const rule = { rule: 'detractor', severity: 'critical', summary: 's' } as const;
  const evidence = { responseId, answers: [], segment: {}, ticketId: undefined };
  return { alertId, ...rule, ...evidence, state, step: 1, raisedAt: 1, changedAt };
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'repeated alerts test' });
  await database.migrate();
  await saveAlerts(database, [
    alert('fires', 'firing', 501, 'fires'),
    alert('fires-newly', 'firing', 950, 'fires-newly'),
    alert('fired-long-ago', 'firing', 500, 'fired-long-ago'),
    alert('withdrawn', 'withdrawn', 901, 'withdrawn'),
    alert('withdrawn-long-ago', 'withdrawn', 900, 'withdrawn-long-ago'),
    alert('of-a-segment', 'firing', 5),
    alert('may-be-coming', 'pending', 960),
    alert('of-a-segment-and-over', 'resolved', 899),
  ]);
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

const ids = async (limit: number, firingSince = 500, withdrawnSince = 900) =>
  (await alertsToRepeat(database, { firingSince, withdrawnSince, limit })).map(({ alertId }) => alertId);

describe('the alerts to repeat', () => {
  it('are those that fire, of responses only the new ones, and those that were withdrawn lately, the last to change first', async () => {
    expect(await ids(10)).toEqual(['fires-newly', 'withdrawn', 'fires', 'of-a-segment']);
  });

  it('are at most as many as are wanted', async () => {
    expect(await ids(2)).toEqual(['fires-newly', 'withdrawn']);
  });

  it('may go back further for what was withdrawn than for what fires', async () => {
    expect(await ids(10, 940, 899)).toEqual(['fires-newly', 'withdrawn', 'withdrawn-long-ago', 'of-a-segment']);
  });
});
