import { describe, expect, it } from 'vitest';
import { AlertRulesInvalid } from '#core/alerts';
import { DAY, HOUR } from '#core/time';
import { applyToCase, caseOf, type Case } from './case.ts';
import { decideCase, type CaseCommand } from './case-command.ts';
import {
  caseWakesAt,
  followAlert,
  followAnswer,
  followClock,
  followWithdrawal,
  type CaseGrounds,
} from './case-course.ts';
import type { CaseEvent } from './case-event.ts';
import { deadlineFor } from './case-policy.ts';
import { loadCasePolicy } from './load-case-policy.ts';

const policy = loadCasePolicy();

const grounds: CaseGrounds = {
  alertId: 'a-1',
  severity: 'critical',
  segment: { team: 'desk-1', segment: 'enterprise' },
  at: 0,
  subject: 's-1',
  ticketId: 'T-7',
};

const grow = (known: Case | undefined, events: readonly CaseEvent[]) =>
  events.reduce<Case | undefined>(applyToCase, known) as Case;
const opened = (changes: Partial<CaseGrounds> = {}) =>
  grow(undefined, followAlert(undefined, { ...grounds, ...changes }, policy, 'c-1'));

/** Does what somebody asks. @throws when it is refused */
function ask(known: Case, command: CaseCommand, at = HOUR): Case {
  const answer = decideCase(known, command, { by: 'jo', at }, policy);
  if (!answer.ok) throw new Error(answer.message);
  return grow(known, answer.events);
}

describe('a case', () => {
  it('is opened by an alert, due by severity and customer segment', () => {
    expect(opened()).toMatchObject({
      caseId: 'c-1',
      state: 'open',
      version: 1,
      dueAt: 4 * HOUR,
      alertIds: ['a-1'],
      ticketId: 'T-7',
      owner: undefined,
    });
    expect(opened({ segment: {} }).dueAt).toBe(DAY);
    expect(opened({ segment: {}, severity: 'warning' }).dueAt).toBe(3 * DAY);
    expect(deadlineFor(policy, 'info', 'enterprise')).toBe(7 * DAY);
  });

  it('is walked through by people; who acknowledges first owns it', () => {
    const seen = ask(opened(), { command: 'acknowledge' });
    expect(seen).toMatchObject({ state: 'acknowledged', owner: 'jo', acknowledgedAt: HOUR });
    const called = ask(
      ask(seen, { command: 'assign', owner: 'kim' }),
      { command: 'contact', note: 'called' },
      2 * HOUR,
    );
    expect(called).toMatchObject({ state: 'contacted', owner: 'kim', contactedAt: 2 * HOUR });
    const done = ask(ask(called, { command: 'note', note: 'pays us a visit' }), { command: 'resolve' }, 3 * HOUR);
    expect(done).toMatchObject({ state: 'resolved', version: 6, resolvedAt: 3 * HOUR });
    expect(done.timeline.map(({ change }) => change)).toEqual([
      'opened',
      'acknowledged',
      'assigned',
      'contacted',
      'noted',
      'resolved',
    ]);
    expect(ask(done, { command: 'reopen' }, DAY)).toMatchObject({ state: 'contacted', dueAt: DAY + 4 * HOUR });
  });

  it('takes further alerts of its subject, the gravest and the most urgent counting', () => {
    const known = opened({ severity: 'warning' });
    const more = followAlert(known, { ...grounds, alertId: 'a-2', at: HOUR }, policy, 'c-2');
    expect(grow(known, more)).toMatchObject({
      caseId: 'c-1',
      alertIds: ['a-1', 'a-2'],
      severity: 'critical',
      dueAt: 5 * HOUR,
    });
    expect(followAlert(known, grounds, policy, 'c-2')).toEqual([]);
  });

  it('that is closed stays so: another alert opens another one, its own brings it back', () => {
    const done = ask(opened(), { command: 'resolve' });
    expect(followAlert(done, { ...grounds, alertId: 'a-2' }, policy, 'c-2')).toMatchObject([
      { change: 'opened', caseId: 'c-2' },
    ]);
    const gone = grow(done, followWithdrawal(done, 'a-1', HOUR));
    expect(grow(gone, followAlert(gone, { ...grounds, at: DAY }, policy, 'c-2'))).toMatchObject({
      caseId: 'c-1',
      state: 'acknowledged',
    });
  });

  it('is withdrawn with its last alert, unless somebody has spoken to the customer', () => {
    const known = opened();
    const gone = grow(known, followWithdrawal(known, 'a-1', HOUR));
    expect(gone.state).toBe('withdrawn');
    expect(followWithdrawal(gone, 'a-1', HOUR)).toEqual([]);
    expect(grow(gone, followAlert(gone, grounds, policy, 'c-2'))).toMatchObject({ caseId: 'c-1', state: 'open' });
    const called = ask(known, { command: 'contact' });
    expect(grow(called, followWithdrawal(called, 'a-1', HOUR)).state).toBe('contacted');
  });
});

describe('the clock', () => {
  it('escalates a case when its deadline passes without a contact, once for each deadline', () => {
    const known = ask(opened(), { command: 'acknowledge' });
    expect(caseWakesAt(known)).toBe(4 * HOUR);
    expect(followClock(known, 4 * HOUR - 1, policy)).toEqual([]);
    const late = grow(known, followClock(known, 4 * HOUR, policy));
    expect(late).toMatchObject({ owner: 'service-desk-lead', state: 'acknowledged' });
    expect([followClock(late, DAY, policy), caseWakesAt(late)]).toEqual([[], undefined]);
    const again = ask(ask(late, { command: 'resolve' }), { command: 'reopen' }, 2 * DAY);
    expect(followClock(again, 3 * DAY, policy)).toMatchObject([{ change: 'escalated' }]);
  });

  it('leaves a case alone that somebody has spoken to the customer about', () => {
    expect(caseWakesAt(ask(opened(), { command: 'contact' }))).toBeUndefined();
  });

  it('lets a snoozed case sleep, past its deadline too, and wakes it', () => {
    const asleep = ask(opened(), { command: 'snooze', until: 2 * DAY });
    expect([followClock(asleep, DAY, policy), caseWakesAt(asleep)]).toEqual([[], 2 * DAY]);
    expect(followClock(asleep, 2 * DAY, policy).map(({ change }) => change)).toEqual(['woken', 'escalated']);
  });
});

describe('a later answer', () => {
  const good = { responseId: 'r-2', answeredAt: 10 * DAY, good: true };
  const after = (known: Case, answer: typeof good) => grow(known, followAnswer(known, answer, 11 * DAY, policy));

  it('that is good closes the loop, whatever state the case is in', () => {
    expect(after(opened(), good)).toMatchObject({ state: 'recovered', recoveredAt: 11 * DAY });
    expect(after(ask(opened(), { command: 'resolve' }), good).state).toBe('recovered');
    expect(followAnswer(after(opened(), good), good, 12 * DAY, policy)).toEqual([]);
  });

  it.each([
    ['bad', { ...good, good: false }],
    ['from before', { ...good, answeredAt: 0 }],
    ['too late', { ...good, answeredAt: 91 * DAY }],
  ])('that is %s closes nothing', (_, answer) => {
    expect(followAnswer(opened(), answer, 92 * DAY, policy)).toEqual([]);
  });

  it('that is corrected to a bad one opens it again', () => {
    const recovered = after(ask(opened(), { command: 'acknowledge' }), good);
    expect(after(recovered, { ...good, good: false })).toMatchObject({ state: 'acknowledged', recoveredAt: undefined });
  });
});

describe('a command', () => {
  it('is refused when somebody was faster, and says so', () => {
    const known = ask(opened(), { command: 'acknowledge' });
    expect(decideCase(known, { command: 'resolve' }, { by: 'jo', at: 1, version: 1 }, policy)).toEqual({
      ok: false,
      reason: 'stale',
      message: 'the case is at version 2, not 1: read it again and decide anew',
    });
    expect(decideCase(known, { command: 'resolve' }, { by: 'jo', at: 1, version: 2 }, policy).ok).toBe(true);
  });

  it('is done once under one key, even when the version has moved on', () => {
    const known = opened();
    const asked = { by: 'jo', at: 1, key: 'k-1', version: 1 };
    const first = decideCase(known, { command: 'note', note: 'hello' }, asked, policy);
    const noted = grow(known, first.ok ? first.events : []);
    expect(noted.version).toBe(2);
    expect(decideCase(noted, { command: 'note', note: 'hello' }, asked, policy)).toEqual({ ok: true, events: [] });
  });

  it('changes nothing when it is so already', () => {
    const done = ask(ask(opened(), { command: 'acknowledge' }), { command: 'resolve' });
    expect(ask(done, { command: 'acknowledge' }).version).toBe(done.version);
    expect(ask(done, { command: 'resolve' }).version).toBe(done.version);
    const owned = ask(opened(), { command: 'assign', owner: 'kim' });
    expect(ask(owned, { command: 'assign', owner: 'kim' }).version).toBe(owned.version);
  });

  it.each<[CaseCommand, string]>([
    [{ command: 'assign', owner: 'kim' }, 'the case is resolved: reopen it first'],
    [{ command: 'snooze', until: DAY }, 'the case is resolved: reopen it first'],
    [{ command: 'note', note: ' ' }, 'a note must have a text'],
  ])('%j is impossible on a resolved case: %s', (command, message) => {
    const done = ask(opened(), { command: 'resolve' });
    expect(decideCase(done, command, { by: 'jo', at: 1 }, policy)).toEqual({
      ok: false,
      reason: 'impossible',
      message,
    });
  });

  it.each<[CaseCommand, string]>([
    [{ command: 'reopen' }, 'the case is open: there is nothing to reopen'],
    [{ command: 'snooze', until: 1 }, 'a case can be snoozed only until an instant that is still to come'],
    [{ command: 'assign', owner: '' }, 'an owner must have a name'],
  ])('%j is impossible on an open case: %s', (command, message) => {
    expect(decideCase(opened(), command, { by: 'jo', at: 1 }, policy)).toMatchObject({ ok: false, message });
  });
});

describe('a case policy', () => {
  it.each([
    [{ cases: { deadlines: [], escalateTo: 'x', recoveredWithin: '1d' } }, 'cases.deadlines must end with'],
    [
      { cases: { deadlines: [{ dueIn: 'soon' }], escalateTo: 'x', recoveredWithin: '1d' } },
      'cases.deadlines[0].dueIn must be',
    ],
    [
      {
        cases: {
          deadlines: [{ severities: ['loud'], dueIn: '1d' }, { dueIn: '1d' }],
          escalateTo: '',
          recoveredWithin: '1d',
        },
      },
      'cases.deadlines[0].severities[0] is no severity',
    ],
  ])('that is wrong says where: %j', (own, problem) => {
    expect(() => loadCasePolicy(own)).toThrow(AlertRulesInvalid);
    expect(() => loadCasePolicy(own)).toThrow(problem);
  });
});

describe('the events of a case', () => {
  it('begin with its opening, and only they do', () => {
    expect(caseOf([])).toBeUndefined();
    const { timeline } = ask(opened(), { command: 'acknowledge' });
    expect(caseOf(timeline)).toEqual(ask(opened(), { command: 'acknowledge' }));
    expect(() => caseOf(timeline.slice(1))).toThrow(RangeError);
    expect(() => caseOf([...timeline, ...timeline])).toThrow(RangeError);
  });
});
