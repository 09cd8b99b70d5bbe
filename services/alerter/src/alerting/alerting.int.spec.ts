import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadAlertRules, loadEventRules } from '#core/alerts';
import { loadCasePolicy } from '#core/cases';
import { DAY } from '#core/time';
import { PositionMoved, type LogRecord, type RecordBatch } from '#libs/event-log';
import { encodeEvent } from '#libs/events';
import { alertFeed, Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { Alerting, type AlertingSettings } from './alerting.ts';

const TOPIC = 'survey-answered';
const NOW = Date.parse('2026-11-20T12:00:00.000Z');

let postgres: TestPostgres;
let database: Database;
let alerting: Alerting;
let offsets: number[];

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'alerting test' });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

beforeEach(async () => {
  await database.execute(
    'TRUNCATE outbox, alerts, cases, case_events, alert_responses, repeat_answers, progress, streams RESTART IDENTITY',
  );
  alerting = givenAlerting();
  offsets = [0, 0];
});

function givenAlerting(rules: AlertingSettings['rules'] = loadEventRules()): Alerting {
  const destinations = ['topic:alert-changed', 'webhook:default'];
  const cases = { policy: loadCasePolicy(), tellsChanges: ['topic:case-changed'], tellsNotes: [] };
  const audience = { destinations, isPaged: false, kinds: new Map() };
  return new Alerting({ database, clock: () => NOW, rules, audience, cases });
}

interface Said {
  readonly id: string;
  readonly type?: string;
  readonly responseId?: string;
  readonly revision?: number;
  readonly score?: number;
  readonly answeredAt?: number;
  readonly respondent?: string;
}

/** The next batch of a partition. A text is a record that no event can be read from. */
function batchOf(said: readonly (Said | string)[], partition = 0): RecordBatch {
  const first = offsets[partition] ?? 0;
  const records = said.map((each, i): LogRecord => {
    const encoded = typeof each === 'string' ? { value: each, headers: {} } : encode(each);
    return {
      topic: TOPIC,
      partition,
      offset: first + i,
      timestamp: NOW + first + i,
      key: Buffer.from('k'),
      value: Buffer.from(encoded.value),
      headers: Object.fromEntries(Object.entries(encoded.headers).map(([name, text]) => [name, Buffer.from(text)])),
    };
  });
  const nextOffset = first + records.length;
  offsets[partition] = nextOffset;
  return { topic: TOPIC, partition, records, nextOffset, highWatermark: nextOffset };
}

function encode({ id, type = 'survey.answered.v1', responseId = 'jane@example.org', ...said }: Said) {
  const { revision = 0, score = 3, answeredAt = NOW, respondent = 'c-9' } = said;
  const answered = {
    responseId,
    revision,
    answeredAt: new Date(answeredAt).toISOString(),
    answers: [{ question: 'recommend', scale: 'nps-0-10', score }],
    comment: 'Jane Doe is angry',
    respondent: { id: respondent, company: 'acme' },
    about: { ticketId: 'T-7', team: 'desk-1' },
  };
  const data = type === 'survey.answered.v1' ? answered : { responseId };
  return encodeEvent({ id, source: '/survey-tool', type, data: JSON.stringify(data) });
}

const take = (said: readonly (Said | string)[], partition?: number) => alerting.take(batchOf(said, partition));

const outbox = (destination = 'webhook:default') =>
  database.query<{ event_id: string; key: string; body: string }>(
    'SELECT event_id, key, body FROM outbox WHERE destination = $1 ORDER BY sequence',
    [destination],
  );

const steps = async () =>
  (await outbox()).map(({ event_id: id, body }) => [
    id.split('/').at(-1),
    (JSON.parse(body) as { state: string }).state,
  ]);

describe('the alerter', () => {
  it('writes an alert and what it tells every destination, and nothing of the person', async () => {
    const { changes } = await take([{ id: 'e-1' }, { id: 'e-2', responseId: 'content', score: 9 }]);
    expect(changes).toHaveLength(1);
    const [told] = await outbox();
    expect(await outbox('topic:alert-changed')).toEqual([told]);
    expect(JSON.parse(told!.body)).toEqual({
      alertId: told!.key,
      rule: 'detractor',
      severity: 'critical',
      state: 'firing',
      at: '2026-11-20T12:00:00.000Z',
      segment: { team: 'desk-1', company: 'acme' },
      summary: 'Detractor: 3 on nps-0-10 to "recommend" (team desk-1, company acme)',
      evidence: {
        readings: [],
        answers: [
          { responseId: 'jane@example.org', question: 'recommend', scale: 'nps-0-10', score: 3, ticketId: 'T-7' },
        ],
      },
      caseId: expect.stringMatching(/^case-[0-9a-f]{32}$/),
    });
    expect(told!.key).toMatch(/^detractor-[0-9a-f]{32}$/);
    expect(told!.event_id).toBe(`alert-changed/${told!.key}/1`);
    const everything = JSON.stringify(
      await database.query('SELECT * FROM alerts, alert_responses, outbox, cases, case_events'),
    );
    expect(everything).not.toMatch(/angry|c-9/);
  });

  it('follows an alert through correction, relapse and withdrawal, each told once', async () => {
    await take([{ id: 'e-1' }]);
    await take([{ id: 'e-1' }, { id: 'e-2', revision: 1, score: 0 }]);
    await take([{ id: 'e-3', revision: 2, score: 10 }]);
    await take([{ id: 'e-4', revision: 3, score: 1 }]);
    await take([{ id: 'e-5', type: 'survey.withdrawn.v1' }]);
    await take([{ id: 'e-6', revision: 9, score: 1 }]);
    expect(await steps()).toEqual([
      ['1', 'firing'],
      ['2', 'withdrawn'],
      ['3', 'firing'],
      ['4', 'withdrawn'],
    ]);
    expect(await alertFeed(database, {}, 10)).toMatchObject([{ state: 'withdrawn', step: 4, raisedAt: NOW }]);
  });

  it('pages nobody for an answer that is corrected in the same batch, or was corrected before', async () => {
    await take([{ id: 'e-1' }, { id: 'e-2', revision: 1, score: 9 }]);
    await take([{ id: 'e-1' }]);
    expect(await outbox()).toEqual([]);
    expect(await alertFeed(database, {}, 10)).toEqual([]);
  });

  it('pages nobody for an import of old answers', async () => {
    await take([{ id: 'e-1', answeredAt: NOW - 8 * DAY }]);
    expect(await outbox()).toEqual([]);
  });

  it('counts what cannot be read and goes on; invitations and refusals mean nothing to it', async () => {
    const { unreadable, changes } = await take([
      'no event',
      { id: 'e-1', type: 'survey.sent.v1' },
      { id: 'e-2', type: 'survey.declined.v1' },
      { id: 'e-3', type: 'survey.unheard-of.v1' },
      { id: 'e-4' },
    ]);
    expect([unreadable, changes.length]).toEqual([2, 1]);
    expect(await alerting.resumeAt(TOPIC, 0)).toMatchObject({ nextOffset: 5, lastRecord: { offset: 4 } });
  });

  it('writes nothing when another alerter has gone on with the partition', async () => {
    const zombie = givenAlerting();
    const batch = batchOf([{ id: 'e-1' }]);
    await alerting.take(batch);
    await expect(zombie.take(batch)).rejects.toThrow(PositionMoved);
    expect(await outbox()).toHaveLength(1);
  });

  it('lets one of two that take the same batch at once have it', async () => {
    const batch = batchOf([{ id: 'e-1' }]);
    const taken = await Promise.allSettled([alerting.take(batch), givenAlerting().take(batch)]);
    expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(taken.find((each) => each.status === 'rejected')?.reason).toBeInstanceOf(PositionMoved);
    expect(await outbox()).toHaveLength(1);
  });

  it('leaves nothing of a batch that fails, and takes it whole the next time', async () => {
    await database.execute('ALTER TABLE outbox ADD CONSTRAINT full_disk CHECK (false)');
    const batch = batchOf([{ id: 'e-1' }]);
    await expect(alerting.take(batch)).rejects.toThrow(/full_disk/);
    expect(await database.query('SELECT * FROM alert_responses')).toEqual([]);
    expect(await alertFeed(database, {}, 10)).toEqual([]);
    expect(await alerting.resumeAt(TOPIC, 0)).toBeUndefined();
    await database.execute('ALTER TABLE outbox DROP CONSTRAINT full_disk');
    await alerting.take(batch);
    expect(await steps()).toEqual([['1', 'firing']]);
  });

  it('raises one alert when two partitions bring revisions of one response at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const responseId = `torn-${round}`;
      const pair = [0, 1].map((partition) =>
        batchOf([{ id: `e-${partition}`, responseId, revision: partition }], partition),
      );
      await Promise.all(pair.map(async (batch) => alerting.take(batch).catch(() => alerting.take(batch))));
    }
    expect(await steps()).toEqual(Array.from({ length: 20 }, () => ['1', 'firing']));
    const standings = await database.query<{ standing: string }>('SELECT standing FROM alert_responses');
    expect(standings.map(({ standing }) => JSON.parse(standing).revision.revision)).toEqual(Array(20).fill(1));
  });
});

describe('a second bad answer', () => {
  const repeat = loadAlertRules().rules.filter((rule) => rule.kind === 'repeat' && rule.of === 'respondent');
  const withRepeats = [...loadEventRules(), ...repeat] as AlertingSettings['rules'];

  const repeats = async () =>
    (await alertFeed(database, { rule: 'second-bad-answer' }, 10)).map(({ responseId, state }) => [responseId, state]);

  beforeEach(() => {
    alerting = givenAlerting(withRepeats);
  });

  it('of the same respondent raises an alert beside that about the answer, and nothing of another', async () => {
    await take([{ id: 'e-1', responseId: 'r-1', answeredAt: NOW - DAY }]);
    await take([{ id: 'e-2', responseId: 'r-2', respondent: 'somebody else' }]);
    expect(await repeats()).toEqual([]);
    const { changes } = await take([{ id: 'e-3', responseId: 'r-3' }], 1);
    expect(changes.map(({ alert }) => alert.rule)).toEqual(['detractor', 'second-bad-answer']);
    expect(await repeats()).toEqual([['r-3', 'firing']]);
    const everything = JSON.stringify(
      await database.query('SELECT * FROM alerts, alert_responses, outbox, repeat_answers'),
    );
    expect(everything).not.toMatch(/angry|c-9|somebody else/);
  });

  it('is withdrawn when the first is corrected, comes back with it, and goes to the later one whatever came first', async () => {
    await take([{ id: 'e-1', responseId: 'r-2', answeredAt: NOW - DAY }]);
    await take([{ id: 'e-2', responseId: 'r-1', answeredAt: NOW - 2 * DAY }]);
    expect(await repeats()).toEqual([['r-2', 'firing']]);
    await take([{ id: 'e-3', responseId: 'r-1', answeredAt: NOW - 2 * DAY, revision: 1, score: 9 }]);
    expect(await repeats()).toEqual([['r-2', 'withdrawn']]);
    await take([{ id: 'e-4', responseId: 'r-1', answeredAt: NOW - 2 * DAY, revision: 2, score: 0 }]);
    expect(await repeats()).toEqual([['r-2', 'firing']]);
    await take([{ id: 'e-5', responseId: 'r-2', type: 'survey.withdrawn.v1' }]);
    expect(await repeats()).toEqual([['r-2', 'withdrawn']]);
    const ofRepeats = (await outbox()).filter(({ key }) => key.startsWith('second-bad-answer'));
    expect(ofRepeats.map(({ event_id: id }) => id.split('/').at(-1))).toEqual(['1', '2', '3', '4']);
  });

  it('is raised once when two partitions bring the two answers at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const pair = [0, 1].map((partition) => {
        const responseId = `r-${round}-${partition}`;
        const answeredAt = NOW - DAY + partition;
        return batchOf(
          [{ id: `e-${round}-${partition}`, responseId, respondent: `c-${round}`, answeredAt }],
          partition,
        );
      });
      await Promise.all(pair.map(async (batch) => alerting.take(batch).catch(() => alerting.take(batch))));
    }
    const ofRepeats = (await outbox()).filter(({ key }) => key.startsWith('second-bad-answer'));
    expect(ofRepeats).toHaveLength(10);
  });
});
