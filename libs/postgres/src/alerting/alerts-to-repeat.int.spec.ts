import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventAlert } from '#core/alerts';
import { Database } from '../database.ts';
import { startTestPostgres, type TestPostgres } from '../embedded/index.ts';
import { alertsToRepeat } from './alerts-to-repeat.ts';
import { saveAlerts } from './alerts.ts';

let postgres: TestPostgres;
let database: Database;

function alert(alertId: string, state: EventAlert['state'], changedAt: number): EventAlert {
  const rule = { rule: 'detractor', severity: 'critical', summary: 's' } as const;
  const evidence = {
    responseId: alertId,
    answers: [],
    segment: {},
    ticketId: undefined,
    subject: undefined,
    caseId: undefined,
  };
  return { alertId, ...rule, ...evidence, state, step: 1, raisedAt: 1, changedAt };
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'repeated alerts test' });
  await database.migrate();
  await saveAlerts(database, [
    alert('fires', 'firing', 501),
    alert('fires-newly', 'firing', 950),
    alert('fired-long-ago', 'firing', 500),
    alert('withdrawn', 'withdrawn', 901),
    alert('withdrawn-long-ago', 'withdrawn', 900),
  ]);
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

const ids = async (limit: number, firingSince = 500, withdrawnSince = 900) =>
  (await alertsToRepeat(database, { firingSince, withdrawnSince, limit })).map(({ alertId }) => alertId);

describe('the alerts to repeat', () => {
  it('are those that fire, and those that were withdrawn lately, the last to change first', async () => {
    expect(await ids(10)).toEqual(['fires-newly', 'withdrawn', 'fires']);
  });

  it('are at most as many as are wanted', async () => {
    expect(await ids(2)).toEqual(['fires-newly', 'withdrawn']);
  });

  it('may go back further for what was withdrawn than for what fires', async () => {
    expect(await ids(10, 940, 899)).toEqual(['fires-newly', 'withdrawn', 'withdrawn-long-ago']);
  });
});
