import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventAlert } from '#core/alerts';
import { DAY, formatInstant } from '#core/time';
import type { AlertChangedData } from '#libs/events';
import { Database, saveAlerts, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { givenLogger } from '../given-log-entries.fixture.ts';
import { AlertmanagerRepeats } from './alertmanager-repeats.ts';
import { alertmanager, alertsAddress } from './alertmanager.ts';
import { DETRACTOR, HOSTILE, messageOf } from './given-alert.fixture.ts';
import { GivenAlertmanager } from './given-alertmanager.fixture.ts';
import { GivenTool } from './given-tool.fixture.ts';
import { ToolReceiver } from './tool-receiver.ts';

interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

let hook: GivenTool;
let given: GivenAlertmanager;

beforeEach(async () => {
  hook = await GivenTool.start();
  given = await GivenAlertmanager.start(`${hook.url}/hook`);
});

afterEach(async () => {
  await given.stop();
  await hook.stop();
});

const until = (condition: () => unknown) => expect.poll(condition, { timeout: 15_000, interval: 20 });

const notifications = () => hook.posted.map(({ body }) => body as Notification);

/** Which alerts a person was told of, in which state; each notification tells all of its group. */
const told = (status: string) =>
  [
    ...new Set(
      notifications().flatMap(({ alerts }) =>
        alerts.filter((alert) => alert.status === status).map(({ labels }) => labels['alert_id'] ?? ''),
      ),
    ),
  ].toSorted();

const activeIds = async () => (await given.active()).map(({ labels }) => labels['alert_id'] ?? '').toSorted();

const sending = () => ({
  url: alertsAddress(given.url),
  setting: 'BAROMETER_ALERTMANAGER_URL',
  clock: Date.now,
  timeout: 10_000,
});

async function send(data: AlertChangedData): Promise<void> {
  const patience = { first: 1, longest: 1, giveUpAfter: 1 };
  const receiver = new ToolReceiver(alertmanager(given.url), { ...sending(), patience });
  expect(await receiver.send([messageOf(data)], new AbortController().signal)).toEqual({ kind: 'delivered' });
}

function detractor(alertId: string, team: string, changes: Partial<AlertChangedData> = {}): AlertChangedData {
  return { ...DETRACTOR, alertId, segment: { team }, at: formatInstant(Date.now() - 1_000), ...changes };
}

describe('a real Alertmanager', () => {
  it('tells of what fires by group, once however often it is posted, and of its end', async () => {
    await send(detractor('a', 'desk-1'));
    await send(detractor('b', 'desk-1'));
    await send(detractor('c', 'desk-2'));
    await until(() => told('firing')).toEqual(['a', 'b', 'c']);
    const groups = () => notifications().map(({ groupLabels }) => `${groupLabels['alertname']} ${groupLabels['team']}`);
    expect(new Set(groups())).toEqual(new Set(['detractor desk-1', 'detractor desk-2']));

    const before = notifications().length;
    await send(detractor('a', 'desk-1'));
    await send(detractor('c', 'desk-2'));
    await send(detractor('b', 'desk-1', { state: 'withdrawn', at: formatInstant(Date.now()) }));
    await until(() => told('resolved')).toEqual(['b']);
    await until(activeIds).toEqual(['a', 'c']);
    expect(
      notifications()
        .slice(before)
        .map(({ groupLabels }) => groupLabels['team']),
    ).toEqual(['desk-1']);
  });

  it('keeps what somebody has silenced by our labels to itself, and tells of it when the silence ends', async () => {
    const endSilence = await given.silence({ alertname: 'detractor', team: 'desk-1' });
    await send(detractor('muted', 'desk-1'));
    await send(detractor('heard', 'desk-2'));
    const states = async () =>
      (await given.active()).map(({ labels, status }) => `${labels['alert_id']} ${status.state}`).toSorted();
    await until(states).toEqual(['heard active', 'muted suppressed']);
    await until(() => told('firing')).toEqual(['heard']);
    await send(detractor('muted', 'desk-1'));
    await send(detractor('heard', 'desk-2'));
    await until(states).toEqual(['heard active', 'muted suppressed']);
    expect(told('firing')).toEqual(['heard']);

    await endSilence();
    await until(() => told('firing')).toEqual(['heard', 'muted']);
  });

  it('takes what is in the fields of survey tools', async () => {
    await send({ ...HOSTILE, at: formatInstant(Date.now()) });
    const [alert] = await given.active();
    expect(alert!.labels['service']).toBe('[phone]');
    expect(alert!.annotations['summary']).toMatch(/^Detractor: 3 on nps-0-10/);
  });
});

describe('repeating to a real Alertmanager', () => {
  let postgres: TestPostgres;
  let database: Database;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });

  afterAll(async () => postgres?.stop());

  beforeEach(async () => {
    database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'repeats test' });
    await database.migrate();
  });

  afterEach(async () => database.close());

  function stored(alertId: string, state: EventAlert['state'], age: number): EventAlert {
    const { rule, severity, summary, evidence } = DETRACTOR;
    const changedAt = Date.now() - age;
    const of = { alertId, rule, severity, summary, responseId: `r-${alertId}`, answers: evidence.answers };
    const places = { segment: { team: 'desk-1' }, ticketId: undefined, subject: undefined, caseId: undefined };
    return { ...of, ...places, state, step: 1, raisedAt: changedAt, changedAt };
  }

  it('brings back after a restart what still fires, and nothing else', async () => {
    const logger = givenLogger();
    await saveAlerts(database, [
      stored('fires', 'firing', 60_000),
      stored('withdrawn', 'withdrawn', 60_000),
      stored('yesterday', 'firing', DAY + 60_000),
      stored('long-ago', 'firing', 2 * DAY),
    ]);
    const { destination } = alertmanager(given.url);
    const alertmanagers = [{ ...sending(), destination }];
    const repeats = new AlertmanagerRepeats({ alertmanagers, database, clock: Date.now, logger, every: 200 });
    repeats.onApplicationBootstrap();
    try {
      await until(activeIds).toEqual(['fires']);
      await until(() => told('firing')).toEqual(['fires']);
      await given.end();
      await until(() => logger.entries.map(({ level }) => level)).toEqual(['warn']);
      await given.begin();
      await until(activeIds).toEqual(['fires']);
      await saveAlerts(database, [stored('fires', 'withdrawn', 0)]);
      await until(activeIds).toEqual([]);
      // With its group it also names what was over before it ever heard of it; never as firing.
      await until(() => told('resolved')).toContain('fires');
      expect(told('firing')).toEqual(['fires']);
    } finally {
      await repeats.onApplicationShutdown();
    }
    const said = logger.entries.map(({ level, fields }) => [level, fields['destination']]);
    expect(said).toEqual([
      ['warn', destination],
      ['info', destination],
    ]);
  });
});
