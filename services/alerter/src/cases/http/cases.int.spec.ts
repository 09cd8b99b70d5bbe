import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followAlert, loadCasePolicy, type CaseGrounds } from '#core/cases';
import { DAY, HOUR } from '#core/time';
import { loadSettings } from '#libs/config';
import { MemoryEventLog } from '#libs/event-log';
import { Metrics } from '#libs/metrics';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { buildApp, describeHttp, Readiness } from '#libs/runtime';
import { givenLogger } from '../../given-log-entries.fixture.ts';
import { GivenReceiver, SECRET } from '../../given-receiver.fixture.ts';
import { alerterService } from '../../index.ts';
import { CaseBook } from '../case-book.ts';
import { saveGrowths } from '../save-growths.ts';
import { COMMANDS } from './case-request.ts';
import type { CaseDetail, CaseView } from './case-view.ts';

const OPENED = Date.parse('2026-11-20T10:00:00.000Z');

let postgres: TestPostgres;
let database: Database;
let eventLog: MemoryEventLog;
let app: NestFastifyApplication;
let logger: ReturnType<typeof givenLogger>;
let ticketTool: GivenReceiver;
let now: number;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({ url: await postgres.createDatabase(), applicationName: 'cases over HTTP test' });
  await database.migrate();
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

beforeEach(async () => {
  await database.execute('TRUNCATE outbox, cases, case_events RESTART IDENTITY');
  eventLog = new MemoryEventLog({ clock: Date.now, idleWait: 100 });
  await eventLog.ensureTopics(['alert-changed', 'case-changed'].map((name) => ({ name, partitions: 1 })));
  logger = givenLogger();
  ticketTool = await GivenReceiver.start();
  now = OPENED + HOUR;
  const notes = { BAROMETER_NOTE_WEBHOOK_URL: ticketTool.url, BAROMETER_NOTE_WEBHOOK_SECRET: SECRET };
  const { settings } = loadSettings(notes, process.cwd());
  const provided = { settings, clock: () => now, logger, database, eventLog };
  const metrics = new Metrics({ process: false });
  ({ app } = await buildApp([alerterService], { ...provided, metrics, readiness: new Readiness() }));
  await app.listen(0, '127.0.0.1');
});

afterEach(async () => {
  await app.close();
  await ticketTool.stop();
  await eventLog.close();
});

async function open(subject: string, changes: Partial<CaseGrounds> = {}): Promise<void> {
  const grounds = { alertId: `a-${subject}`, severity: 'critical', segment: { team: 'desk-1' }, at: OPENED } as const;
  const book = new CaseBook([]);
  book.write(undefined, followAlert(undefined, { ...grounds, subject, ...changes }, loadCasePolicy(), `c-${subject}`));
  await database.transaction((tx) =>
    saveGrowths(tx, book.grown, { tellsChanges: ['topic:case-changed'], tellsNotes: [] }, OPENED),
  );
}

interface Answered<Body> {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Body;
}

async function call<Body>(path: string, init: RequestInit = {}): Promise<Answered<Body>> {
  const response = await fetch(`${await app.getUrl()}/v1/cases${path}`, init);
  return { status: response.status, etag: response.headers.get('etag'), body: (await response.json()) as Body };
}

function ask<Body = CaseDetail>(path: string, body: object = { by: 'jo' }, headers: Record<string, string> = {}) {
  const init = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
  return call<Body>(path, init);
}

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

describe('work on a case', () => {
  beforeEach(() => open('1', { ticketId: 'T-7' }));

  it('is walked through by people, and shows in the timeline', async () => {
    expect((await ask('/c-1/acknowledge')).body).toMatchObject({ state: 'acknowledged', owner: 'jo' });
    await ask('/c-1/assign', { by: 'jo', owner: 'kim' });
    await ask('/c-1/note', { by: 'kim', note: ' calls back at noon ' });
    await ask('/c-1/snooze', { by: 'kim', until: '2026-11-20T12:00:00+01:00' }).then(({ status }) =>
      expect(status).toBe(409),
    );
    await ask('/c-1/snooze', { by: 'kim', until: '2026-11-23T10:00:00Z' });
    await ask('/c-1/contact', { by: 'kim', note: 'is content now' });
    await ask('/c-1/resolve', { by: 'kim' });
    const reopened = await ask('/c-1/reopen', { by: 'jo' });
    const { status, etag, body } = await call<CaseDetail>('/c-1');
    expect([status, etag]).toEqual([200, '"8"']);
    expect(reopened.body).toEqual(body);
    expect(body).toMatchObject({
      caseId: 'c-1',
      version: 8,
      state: 'contacted',
      owner: 'kim',
      ticketId: 'T-7',
      overdue: false,
      openedAt: '2026-11-20T10:00:00.000Z',
      contactedAt: '2026-11-20T11:00:00.000Z',
      resolvedAt: null,
      dueAt: '2026-11-21T11:00:00.000Z',
    });
    expect(body.timeline.map(({ version, change, by }) => `${version} ${change} ${by}`)).toEqual([
      '1 opened barometer',
      '2 acknowledged jo',
      '3 assigned jo',
      '4 noted kim',
      '5 snoozed kim',
      '6 contacted kim',
      '7 resolved kim',
      '8 reopened jo',
    ]);
    expect(body.timeline[3]).toEqual({
      version: 4,
      change: 'noted',
      at: '2026-11-20T11:00:00.000Z',
      by: 'kim',
      note: 'calls back at noon',
    });
    const told = await database.query<{ body: string }>(
      "SELECT body FROM outbox WHERE destination = 'topic:case-changed' ORDER BY sequence",
    );
    expect(told.map(({ body }) => (JSON.parse(body) as { version: number }).version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(JSON.stringify(told)).not.toMatch(/noon|content now/);
    expect(JSON.stringify(logger.entries)).not.toMatch(/noon|kim|jo/);
  });

  it('is refused when somebody was faster; the answer says which version there is', async () => {
    await ask('/c-1/acknowledge', { by: 'jo' }, { 'if-match': '"1"' });
    const { status, etag, body } = await ask<Problem>('/c-1/resolve', { by: 'kim' }, { 'if-match': '"1"' });
    expect([status, etag, body.detail]).toEqual([
      412,
      '"2"',
      'The case is at version 2, not 1: read it again and decide anew.',
    ]);
    expect((await ask('/c-1/resolve', { by: 'kim' }, { 'if-match': '"2"' })).status).toBe(200);
    expect((await ask('/c-1/note', { by: 'kim', note: 'x' }, { 'if-match': '*' })).status).toBe(200);
  });

  it('is done once under one key, and the key stands for nothing else', async () => {
    const headers = { 'idempotency-key': 'k-1', 'if-match': '"1"' };
    const first = await ask('/c-1/note', { by: 'jo', note: 'hello' }, headers);
    const again = await ask('/c-1/note', { by: 'jo', note: 'hello' }, headers);
    expect([again.status, again.body, again.etag]).toEqual([200, first.body, '"2"']);
    const other = await ask<Problem>('/c-1/contact', { by: 'jo' }, headers);
    expect([other.status, other.body.detail]).toEqual([
      422,
      'The key was given for another command already ("noted"): choose a new one.',
    ]);
  });

  it('of many at once is done one after the other, each version once', async () => {
    const notes = Array.from({ length: 20 }, (_, i) => ask('/c-1/note', { by: 'jo', note: `note ${i}` }));
    const sameKey = Array.from({ length: 10 }, () => ask('/c-1/contact', { by: 'jo' }, { 'idempotency-key': 'k' }));
    const sameVersion = Array.from({ length: 10 }, () => ask('/c-1/acknowledge', { by: 'jo' }, { 'if-match': '"1"' }));
    const statuses = (await Promise.all([...notes, ...sameKey, ...sameVersion])).map(({ status }) => status);
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([200]));
    expect(statuses.slice(30).filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    const { timeline, version } = (await call<CaseDetail>('/c-1')).body;
    expect(timeline.filter(({ change }) => change === 'contacted')).toHaveLength(1);
    expect(timeline.map((entry) => entry.version)).toEqual(Array.from({ length: version }, (_, i) => i + 1));
    expect(
      await database.query("SELECT count(*)::integer AS told FROM outbox WHERE destination = 'topic:case-changed'"),
    ).toEqual([{ told: version }]);
  });

  it('is told to the ticket tool, signed and in order, when the case has a ticket', async () => {
    // The receiver refuses old signatures.
    now = Date.now();
    await open('2', { at: now });
    await open('3', { at: now, ticketId: 'T-8' });
    await ask('/c-2/note', { by: 'jo', note: 'has no ticket' });
    await ask('/c-3/acknowledge');
    await ask('/c-3/note', { by: 'jo', note: 'calls back at noon' });
    await ask('/c-3/contact', { by: 'kim' });
    await expect.poll(() => ticketTool.taken, { timeout: 10_000 }).toEqual(['case-note/c-3/3', 'case-note/c-3/4']);
    expect(ticketTool.forged).toEqual([]);
    expect(ticketTool.received.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { ticketId: 'T-8', caseId: 'c-3', change: 'noted', by: 'jo', note: 'calls back at noon' },
      { ticketId: 'T-8', caseId: 'c-3', change: 'contacted', by: 'kim', note: null },
    ]);
  });

  it.each<[string, object, Record<string, string>, string]>([
    ['/c-1/acknowledge', {}, {}, 'by must be a text of 1 to 256 characters'],
    ['/c-1/acknowledge', { by: 'jo', who: 1 }, {}, 'who is not known; there are by'],
    ['/c-1/assign', { by: 'jo', owner: ' ' }, {}, 'owner must be a text of 1 to 256 characters'],
    ['/c-1/note', { by: 'jo', note: 'a\0' }, {}, 'note must not hold the NUL character (U+0000)'],
    [
      '/c-1/snooze',
      { by: 'jo', until: 'noon' },
      {},
      'until must be a date and time with its zone, such as 2026-11-20T10:15:00Z',
    ],
    [
      '/c-1/reopen',
      { by: 'jo' },
      { 'if-match': '1' },
      'If-Match must be the ETag of the case as it was read, such as "3"',
    ],
    [
      '/c-1/reopen',
      { by: 'jo' },
      { 'idempotency-key': 'a b' },
      'Idempotency-Key must be 1 to 256 visible ASCII characters',
    ],
  ])('%s with %j %j is a bad request: %s', async (path, body, headers, problem) => {
    const answer = await ask<Problem>(path, body, headers);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map(({ path, message }) => `${path} ${message}`)).toEqual([problem]);
    expect((await call('/c-1')).etag).toBe('"1"');
  });

  it('that is not there, or in no state for it, is refused', async () => {
    const missing = [await call<Problem>('/c-2'), await ask<Problem>('/c-2/note', { by: 'jo', note: 'x' })];
    expect(missing.map(({ status }) => status)).toEqual([404, 404]);
    expect(missing[0]?.body.detail).toBe('There is no case "c-2"; GET /v1/cases lists them.');
    const refused = await ask<Problem>('/c-1/reopen');
    expect([refused.status, refused.body.detail]).toEqual([409, 'The case is open: there is nothing to reopen.']);
  });
});

describe('the list of cases', () => {
  beforeEach(async () => {
    await open('1', { at: OPENED - 2 * DAY });
    await open('2', { at: OPENED, severity: 'warning' });
    await open('3', { at: OPENED + 1, segment: { team: 'desk-2' } });
    await ask('/c-2/acknowledge');
  });

  const list = (query = '') => call<{ cases: readonly CaseView[]; next: string | null }>(query);
  const ids = async (query: string) => (await list(query)).body.cases.map(({ caseId }) => caseId);

  it('gives pages, the newest first', async () => {
    const first = await list('?limit=2');
    expect(first.body.cases.map(({ caseId }) => caseId)).toEqual(['c-3', 'c-2']);
    const second = await list(`?limit=2&cursor=${first.body.next}`);
    expect([second.body.cases.map(({ caseId }) => caseId), second.body.next]).toEqual([['c-1'], null]);
  });

  it('is cut by state, owner, team, severity, and what is overdue', async () => {
    expect(await ids('?state=acknowledged')).toEqual(['c-2']);
    expect(await ids('?state=open,acknowledged&team=desk-1')).toEqual(['c-2', 'c-1']);
    expect(await ids('?owner=jo')).toEqual(['c-2']);
    expect(await ids('?severity=critical')).toEqual(['c-3', 'c-1']);
    expect(await ids('?overdue=true')).toEqual(['c-1']);
    await ask('/c-1/contact');
    expect(await ids('?overdue=true')).toEqual([]);
  });

  it.each([
    ['?tem=x', 'tem is not known; there are state, owner, team, severity, overdue, limit, cursor'],
    [
      '?state=shut',
      'state must be one or more of open, acknowledged, contacted, resolved, recovered, withdrawn, joined by commas',
    ],
    ['?severity=loud', 'severity must be one of info, warning, critical'],
    ['?overdue=no', 'overdue must be true, or be left out'],
    ['?limit=501', 'limit must be a whole number from 1 to 500'],
    ['?cursor=nonsense', 'cursor must be the "next" of the page before'],
    ['?owner=', 'owner must not be empty'],
  ])('answers %s with a problem document that says so', async (query, problem) => {
    const { status, body } = await call<Problem>(query);
    expect(status).toBe(400);
    expect(body.errors?.map(({ path, message }) => `${path} ${message}`)).toEqual([problem]);
  });

  it('is in the OpenAPI document, with every command', () => {
    const { paths } = describeHttp(app);
    expect(paths['/v1/cases']?.get?.operationId).toBe('listCases');
    expect(paths['/v1/cases/{id}']?.get?.operationId).toBe('readCase');
    for (const command of COMMANDS)
      expect(paths[`/v1/cases/{id}/${command}`]?.post?.operationId).toBe(`${command}Case`);
  });
});
