import { describe, expect, it } from 'vitest';
import type { SurveyAnswered } from '#core/answers';
import type { ArrivedEvent } from '#core/subjects';
import type { TicketStateChanged } from '#core/tickets';
import { DAY, HOUR } from '#core/time';
import { loadAlertRules, type AlertRules } from '../rules/load-rules.ts';
import { historyOf } from './history-of.ts';
import { deliveriesThatWouldBeMade } from './pages.ts';
import { stepsThatWouldBeTold, whatWouldFire } from './what-would-fire.ts';

const START = Date.UTC(2026, 8, 7);

const only = (...ids: string[]): AlertRules => {
  const all = loadAlertRules();
  return { ...all, rules: all.rules.filter(({ id }) => ids.includes(id)) };
};

interface Said {
  readonly score: number;
  readonly responseId?: string;
  readonly revision?: number;
  readonly company?: string;
}

let events = 0;

function answered(at: number, { score, responseId = `r-${at}`, revision = 0, company = 'acme' }: Said): ArrivedEvent {
  const data: SurveyAnswered = {
    kind: 'survey-answered',
    responseId,
    revision,
    surveyId: undefined,
    answeredAt: at,
    answers: [{ question: 'q', scale: 'csat-1-5', score }],
    comment: undefined,
    respondent: { id: `of ${company}`, company },
    about: { team: 'desk-1' },
    ticketId: undefined,
  };
  return { source: 's', id: `e-${(events += 1)}`, knownAt: at, data };
}

function ticket(ticketId: string, state: TicketStateChanged['state'], at: number, dueAt?: number): ArrivedEvent {
  const data: TicketStateChanged = {
    kind: 'ticket-state-changed',
    ticketId,
    state,
    at,
    sequence: 0,
    openedAt: undefined,
    attributes: { channel: 'email' },
    counts: {},
    sla: dueAt === undefined ? {} : { dueAt },
    resolvedAt: undefined,
  };
  return { source: 's', id: `e-${(events += 1)}`, knownAt: at, data };
}

const fire = (rules: AlertRules, all: readonly ArrivedEvent[], from = START, to = START + 60 * DAY) =>
  whatWouldFire(rules, historyOf(all), from, to, { every: HOUR });

const times = (count: number, make: (i: number) => ArrivedEvent) => Array.from({ length: count }, (_, i) => make(i));

describe('a dry run', () => {
  it('finds a rate that is low, when it is, and when it is over', () => {
    const all = [
      ...times(20, (i) => answered(START + i * HOUR, { score: 5 })),
      ...times(30, (i) => answered(START + 3 * DAY + i * HOUR, { score: 1 })),
      ...times(60, (i) => answered(START + 12 * DAY + i * HOUR, { score: 5 })),
    ];
    const fired = fire(only('csat-low'), all);
    expect(fired.map(({ segment }) => segment)).toEqual([{}, { team: 'desk-1' }]);
    for (const { firedAt, endedAt, ended, summary } of fired) {
      expect(firedAt).toBeGreaterThanOrEqual(START + 3 * DAY + 20 * HOUR);
      expect(firedAt).toBeLessThan(START + 5 * DAY);
      expect(ended).toBe('resolved');
      expect(endedAt).toBeGreaterThan(START + 9 * DAY);
      expect(summary).toContain('Customer satisfaction is low');
    }
  });

  it('finds a drop, and tells only of its own time', () => {
    const all = [
      ...times(60, (i) => answered(START + i * 2 * HOUR, { score: 5 })),
      ...times(60, (i) => answered(START + 7 * DAY + i * 2 * HOUR, { score: i % 2 === 0 ? 1 : 5 })),
    ];
    expect(fire(only('csat-drop'), all).length).toBeGreaterThan(0);
    expect(fire(only('csat-drop'), all, START + 30 * DAY)).toEqual([]);
  });

  it('finds a spike over the hour of the week, and not the daily rush', () => {
    const rush = times(35 * 8, (i) => ticket(`T-${i}`, 'opened', START + Math.floor(i / 8) * DAY + 9 * HOUR + i));
    const spike = times(60, (i) => ticket(`S-${i}`, 'opened', START + 34 * DAY + 9 * HOUR + 1_000 + i));
    expect(fire(only('ticket-spike'), rush)).toEqual([]);
    const fired = fire(only('ticket-spike'), [...rush, ...spike]);
    expect(fired.map(({ segment }) => segment)).toEqual([{}, { channel: 'email' }]);
    expect(fired[0]?.firedAt).toBe(START + 34 * DAY + 10 * HOUR);
  });

  it('finds who has fallen silent', () => {
    const all = times(30, (i) => ticket(`T-${i}`, 'opened', START + i * DAY));
    const [silent, ...others] = fire(only('channel-silent'), all);
    expect(others).toEqual([]);
    expect(silent).toMatchObject({ segment: { channel: 'email' } });
    expect(silent?.firedAt).toBeGreaterThan(START + 32 * DAY);
  });

  it('finds each bad answer and each repeat, and withdraws what is corrected', () => {
    const bad = answered(START, { score: 1, responseId: 'r-1' });
    const again = answered(START + DAY, { score: 2, responseId: 'r-2' });
    const other = answered(START + DAY, { score: 1, responseId: 'r-3', company: 'other' });
    const corrected = { ...answered(START, { score: 5, responseId: 'r-1', revision: 1 }), knownAt: START + 2 * DAY };
    const fired = fire(only('dissatisfied-answer', 'second-bad-answer'), [other, corrected, again, bad, again]);
    expect(fired.map(({ alertId, ended }) => [alertId, ended])).toEqual([
      ['dissatisfied-answer r-1', 'withdrawn'],
      ['dissatisfied-answer r-2', undefined],
      ['dissatisfied-answer r-3', undefined],
      ['second-bad-answer r-2', 'withdrawn'],
    ]);
  });

  it('takes a withdrawn response back, repeats included', () => {
    const gone: ArrivedEvent = {
      source: 's',
      id: 'gone',
      knownAt: START + 2 * DAY,
      data: { kind: 'survey-withdrawn', responseId: 'r-1' },
    };
    const all = [
      answered(START, { score: 1, responseId: 'r-1' }),
      answered(START + DAY, { score: 1, responseId: 'r-2' }),
      gone,
    ];
    const fired = fire(only('second-bad-answer-of-company'), all);
    expect(fired).toMatchObject([{ alertId: 'second-bad-answer-of-company r-2', ended: 'withdrawn' }]);
  });

  it('finds tickets that passed their due time', () => {
    const all = [
      ticket('late', 'opened', START, START + DAY),
      ticket('late', 'resolved', START + 2 * DAY),
      ticket('open', 'opened', START, START + DAY),
      ticket('moved', 'opened', START, START + DAY),
      ticket('moved', 'pending', START + HOUR, START + 90 * DAY),
      ticket('met', 'opened', START, START + DAY),
      ticket('met', 'resolved', START + HOUR),
      ticket('none', 'opened', START),
    ];
    expect(fire(only('sla-due'), all)).toMatchObject([
      { alertId: 'sla-due late', firedAt: START + DAY, endedAt: START + 2 * DAY },
      { alertId: 'sla-due open', firedAt: START + DAY },
    ]);
  });

  it('does not depend on the order of events', () => {
    const all = times(80, (i) => answered(START + i * HOUR, { score: i % 3 === 0 ? 5 : 1, company: `c-${i % 7}` }));
    const rules = loadAlertRules();
    expect(fire(rules, [...all].reverse())).toEqual(fire(rules, all));
  });

  it('knows how many messages there would have been', () => {
    const storm = times(50, (i) => answered(START + i, { score: 1, company: `c-${i}` }));
    const rules = only('dissatisfied-answer');
    const steps = stepsThatWouldBeTold(rules, historyOf(storm), START, START + DAY);
    expect(steps).toHaveLength(50);
    const deliveries = deliveriesThatWouldBeMade(rules.paging, steps);
    expect(deliveries.map(({ kind, alerts }) => [kind, alerts.length])).toEqual([
      ['page', 1],
      ['page', 49],
    ]);
  });
});
