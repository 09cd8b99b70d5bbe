import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadAlertRules, loadEventRules } from '#core/alerts';
import { loadCasePolicy, type Case } from '#core/cases';
import { DAY, HOUR, MINUTE } from '#core/time';
import type { CaseChangedData } from '#libs/events';
import { alertFeed, caseFeed, CaseChanged, Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { Alerting, type AlertingSettings } from '../alerting/alerting.ts';
import { GivenAnswers, type SaidAnswer } from './given-answers.fixture.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');

let postgres: TestPostgres;
let database: Database;
let alerting: Alerting;
let answers: GivenAnswers;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'cases test' });
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
  answers = new GivenAnswers();
});

function givenAlerting(rules: AlertingSettings['rules'] = loadEventRules()): Alerting {
  const cases = { policy: loadCasePolicy(), tellsChanges: ['topic:case-changed'], tellsNotes: [] };
  const audience = { destinations: [], isPaged: false, kinds: new Map() };
  return new Alerting({ database, clock: () => NOW, rules, audience, cases });
}

const take = (said: readonly SaidAnswer[]) => alerting.take(answers.batch(said));
const cases = async (): Promise<readonly Case[]> => (await caseFeed(database, {}, 100)).toReversed();
const changesOf = (known: Case | undefined) => known?.timeline.map(({ change }) => change);

async function told(): Promise<readonly (CaseChangedData & { readonly eventId: string })[]> {
  const rows = await database.query<{ event_id: string; body: string }>(
    "SELECT event_id, body FROM outbox WHERE destination = 'topic:case-changed' ORDER BY sequence",
  );
  return rows.map(({ event_id: eventId, body }) => ({ ...(JSON.parse(body) as CaseChangedData), eventId }));
}

describe('an alert', () => {
  it('opens a case in its own transaction, due by severity and customer segment, and tells it', async () => {
    await take([{ responseId: 'r-1', at: NOW, segment: 'enterprise', ticketId: 'T-7' }]);
    const [known] = await cases();
    const [alert] = await alertFeed(database, {}, 10);
    expect(known).toMatchObject({
      state: 'open',
      version: 1,
      severity: 'critical',
      segment: { team: 'desk-1', segment: 'enterprise' },
      ticketId: 'T-7',
      openedAt: NOW,
      dueAt: NOW + 4 * HOUR,
      alertIds: [alert!.alertId],
    });
    expect(alert!.caseId).toBe(known!.caseId);
    expect(await told()).toMatchObject([
      {
        eventId: `case-changed/${known!.caseId}/1`,
        change: 'opened',
        version: 1,
        by: 'barometer',
        dueAt: '2026-11-20T16:00:00.000Z',
        ticketId: 'T-7',
      },
    ]);
    expect(JSON.stringify(await database.query('SELECT * FROM cases, case_events, outbox'))).not.toContain('jane');
  });

  it('joins the case of its respondent, also one that the same batch has opened', async () => {
    await take([
      { responseId: 'r-1', at: NOW },
      { responseId: 'r-2', at: NOW + 1 },
    ]);
    await take([{ responseId: 'r-3', at: NOW + HOUR }]);
    const all = await cases();
    expect(all.map(changesOf)).toEqual([['opened', 'alert-joined', 'alert-joined']]);
    expect(new Set((await alertFeed(database, {}, 10)).map(({ caseId }) => caseId))).toEqual(new Set([all[0]!.caseId]));
  });

  it('of nobody goes by the ticket, and without a ticket stands alone', async () => {
    await take([
      { responseId: 'r-1', at: NOW, respondent: undefined, ticketId: 'T-7' },
      { responseId: 'r-2', at: NOW, respondent: undefined, ticketId: 'T-7' },
      { responseId: 'r-3', at: NOW, respondent: undefined },
      { responseId: 'r-4', at: NOW, respondent: undefined },
    ]);
    expect((await cases()).map(({ alertIds }) => alertIds.length).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  });

  it('that is withdrawn leaves its case, and finds it again when it comes back', async () => {
    await take([{ responseId: 'r-1', at: NOW }]);
    await take([{ responseId: 'r-1', at: NOW + MINUTE, revision: 1, score: 10 }]);
    expect((await cases()).map(({ state }) => state)).toEqual(['withdrawn']);
    await take([{ responseId: 'r-1', at: NOW + HOUR, revision: 2, score: 0 }]);
    expect((await cases()).map(changesOf)).toEqual([['opened', 'alert-withdrawn', 'alert-joined']]);
    await take([{ responseId: 'r-1', at: NOW + DAY, withdrawn: true }]);
    expect((await cases()).map(({ state, version }) => [state, version])).toEqual([['withdrawn', 4]]);
    expect((await told()).map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it('about a repeated answer joins the case of its respondent, and leaves it when there is no repeat any more', async () => {
    const repeats = loadAlertRules().rules.filter((rule) => rule.id === 'second-bad-answer');
    alerting = givenAlerting([...loadEventRules(), ...(repeats as AlertingSettings['rules'])]);
    await take([{ responseId: 'r-1', at: NOW }]);
    await take([{ responseId: 'r-2', at: NOW + HOUR }]);
    const rulesOf = async () => (await cases()).map(({ alertIds }) => alertIds.map((id) => id.replace(/-[^-]*$/, '')));
    expect(await rulesOf()).toEqual([['detractor', 'detractor', 'second-bad-answer']]);
    await take([{ responseId: 'r-1', at: NOW + DAY, revision: 1, score: 7 }]);
    expect(await rulesOf()).toEqual([['detractor']]);
  });

  it('that is read again changes nothing', async () => {
    await take([{ responseId: 'r-1', at: NOW }]);
    await take([
      { responseId: 'r-1', at: NOW },
      { responseId: 'r-1', at: NOW },
    ]);
    expect((await cases()).map(({ version }) => version)).toEqual([1]);
  });
});

describe('a later good answer', () => {
  it.each([
    ['in the next batch', false],
    ['in the same batch', true],
  ])('closes the loop %s; a correction opens it again', async (_, together) => {
    const bad = { responseId: 'r-1', at: NOW };
    const good = { responseId: 'r-2', at: NOW + DAY, score: 10 };
    for (const batch of together ? [[bad, good]] : [[bad], [good]]) await take(batch);
    expect((await cases()).map(changesOf)).toEqual([['opened', 'recovered']]);
    await take([{ ...good, at: NOW + 2 * DAY, revision: 1, score: 2 }]);
    const [known] = await cases();
    expect(known).toMatchObject({ state: 'open', recoveredAt: undefined });
    expect(changesOf(known)).toEqual(['opened', 'recovered', 'recovery-lost', 'alert-joined']);
  });

  it('that is withdrawn closes nothing any more, nor does one that turns out to be of somebody else', async () => {
    await take([{ responseId: 'r-1', at: NOW }]);
    await take([{ responseId: 'r-2', at: NOW + DAY, score: 9 }]);
    await take([{ responseId: 'r-2', at: NOW + DAY, score: 9, revision: 1, respondent: 'joe' }]);
    expect(changesOf((await cases())[0])).toEqual(['opened', 'recovered', 'recovery-lost']);
    await take([{ responseId: 'r-3', at: NOW + DAY, score: 9 }]);
    await take([{ responseId: 'r-3', at: NOW + DAY, withdrawn: true }]);
    expect((await cases()).map(({ state }) => state)).toEqual(['open']);
  });

  it.each([
    ['of somebody else', { respondent: 'joe', score: 10 }],
    ['that is only passable', { score: 8 }],
    ['of nobody', { respondent: undefined, score: 10 }],
  ])('%s closes nothing', async (_, said) => {
    await take([{ responseId: 'r-1', at: NOW }]);
    await take([{ responseId: 'r-2', at: NOW + DAY, ...said }]);
    expect((await cases()).map(changesOf)).toEqual([['opened']]);
  });
});

describe('two alerters', () => {
  it('open one case for a respondent whose answers two partitions bring at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const respondent = `torn-${round}`;
      const pair = [0, 1].map((partition) =>
        answers.batch([{ responseId: `${respondent}-${partition}`, at: NOW, respondent }], partition),
      );
      const alerters = [alerting, givenAlerting()];
      await Promise.all(
        pair.map(async (batch, i) =>
          alerters[i]!.take(batch).catch((error: unknown) => {
            expect(error).toBeInstanceOf(CaseChanged);
            return alerters[i]!.take(batch);
          }),
        ),
      );
    }
    const all = await cases();
    expect(all.map(changesOf)).toEqual(Array.from({ length: 20 }, () => ['opened', 'alert-joined']));
    expect(await told()).toHaveLength(40);
  });

  it('leave nothing of a case behind when their batch fails, and open it whole the next time', async () => {
    await database.execute('ALTER TABLE outbox ADD CONSTRAINT full_disk CHECK (false)');
    const batch = answers.batch([{ responseId: 'r-1', at: NOW }]);
    await expect(alerting.take(batch)).rejects.toThrow(/full_disk/);
    expect(await database.query('SELECT * FROM case_events')).toEqual([]);
    expect(await cases()).toEqual([]);
    await database.execute('ALTER TABLE outbox DROP CONSTRAINT full_disk');
    await alerting.take(batch);
    expect((await cases()).map(changesOf)).toEqual([['opened']]);
  });
});
