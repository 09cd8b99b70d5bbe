import { beforeEach, describe, expect, it } from 'vitest';
import type { SurveyAnswered } from '#core/answers';
import { DAY } from '#core/time';
import { followResponse, type AlertChange, type EventAlert } from './event-alert.ts';
import { loadEventRules } from './rules/load-rules.ts';
import { joinStandings, standingOf, type ResponseStanding } from './response-standing.ts';

const rules = loadEventRules();
const NOW = 100 * DAY;

let standing: ResponseStanding | undefined;
let alerts: EventAlert[];
let events: number;

beforeEach(() => {
  standing = undefined;
  alerts = [];
  events = 0;
});

/** Tells of an event and does what follows from it. */
function hear(data: Partial<SurveyAnswered> | 'withdrawal', loggedAt = NOW): AlertChange[] {
  events += 1;
  const event =
    data === 'withdrawal' ? ({ kind: 'survey-withdrawn', responseId: 'r-1' } as const) : { ...answered, ...data };
  standing = joinStandings(standing, standingOf({ source: 's', id: `e-${events}`, loggedAt, data: event }, rules));
  const context = { rules, alertIdOf: (rule: string, id: string) => `${rule} of ${id}`, at: loggedAt };
  const changes = followResponse('r-1', standing, alerts, context);
  for (const { alert } of changes) alerts = [...alerts.filter(({ alertId }) => alertId !== alert.alertId), alert];
  return changes;
}

const badly = (question: string) => ({ question, scale: 'csat-1-5' as const, score: 1 });

const nps = (score: number) => ({ answers: [{ question: 'recommend', scale: 'nps-0-10' as const, score }] });

const answered: SurveyAnswered = {
  kind: 'survey-answered',
  responseId: 'r-1',
  revision: 0,
  surveyId: 'after-ticket',
  answeredAt: NOW,
  ...nps(3),
  comment: 'Third outage this month, says Jane Doe',
  respondent: { id: 'c-9', company: 'acme', segment: 'enterprise' },
  about: { team: 'desk-1', agent: 'a-4', channel: 'email', product: 'exchange' },
  ticketId: 'T-7',
};

describe('an alert about a response', () => {
  it('fires at the first bad answer, with what a person needs and none of what the respondent wrote', () => {
    const [change] = hear({});
    expect(change).toEqual({
      stepped: true,
      alert: {
        alertId: 'detractor of r-1',
        rule: 'detractor',
        responseId: 'r-1',
        severity: 'critical',
        state: 'firing',
        step: 1,
        raisedAt: NOW,
        changedAt: NOW,
        segment: { team: 'desk-1', channel: 'email', company: 'acme', segment: 'enterprise' },
        summary:
          'Detractor: 3 on nps-0-10 to "recommend" (team desk-1, channel email, company acme, segment enterprise)',
        answers: [{ question: 'recommend', scale: 'nps-0-10', score: 3 }],
        ticketId: 'T-7',
      },
    });
    expect(JSON.stringify(change)).not.toMatch(/outage|Jane|c-9|a-4/);
  });

  it('is not there for a good answer', () => {
    expect(hear(nps(9))).toEqual([]);
  });

  it('is one, however many answers meet its rule', () => {
    const changes = hear({ answers: ['speed', 'tone', 'result'].map(badly) });
    expect(changes).toHaveLength(1);
    expect(changes[0]?.alert.answers).toHaveLength(3);
    expect(changes[0]?.alert.summary).toContain('1 on csat-1-5 to "speed" and 2 more');
  });

  it('is one per rule', () => {
    const changes = hear({ answers: [...nps(0).answers, { question: 'satisfied', scale: 'csat-1-5', score: 1 }] });
    expect(changes.map(({ alert }) => [alert.rule, alert.severity])).toEqual([
      ['detractor', 'critical'],
      ['dissatisfied-answer', 'warning'],
    ]);
  });

  it('takes new evidence from a revision that is still bad, and pages nobody again', () => {
    hear({});
    const changes = hear({ revision: 1, ...nps(0) }, NOW + 1);
    expect(changes).toMatchObject([{ stepped: false, alert: { step: 1, changedAt: NOW, answers: [{ score: 0 }] } }]);
    expect(hear({ revision: 2, ...nps(0), comment: 'more words' }, NOW + 2)).toEqual([]);
  });

  it.each([
    ['a correction to a good score', { revision: 1, ...nps(9) }],
    ['a withdrawal of the response', 'withdrawal' as const],
  ])('is withdrawn after %s', (_, data) => {
    hear({});
    expect(hear(data, NOW + 5)).toMatchObject([
      {
        stepped: true,
        alert: { state: 'withdrawn', step: 2, raisedAt: NOW, changedAt: NOW + 5, answers: [{ score: 3 }] },
      },
    ]);
    expect(hear(data, NOW + 6)).toEqual([]);
  });

  it('fires again when a later revision is bad again, as the same alert', () => {
    hear({});
    hear({ revision: 1, ...nps(9) });
    expect(hear({ revision: 2, ...nps(1) }, NOW + 9)).toMatchObject([
      {
        stepped: true,
        alert: { alertId: 'detractor of r-1', state: 'firing', step: 3, raisedAt: NOW, changedAt: NOW + 9 },
      },
    ]);
  });

  it('stays withdrawn for good once the response was withdrawn', () => {
    hear({});
    hear('withdrawal');
    expect(hear({ revision: 7 })).toEqual([]);
  });

  it('does not fire for a lower revision that comes after the correction', () => {
    hear({ revision: 1, ...nps(9) });
    expect(hear({ revision: 0 })).toEqual([]);
  });

  it('does not fire for an old answer, as in an import', () => {
    expect(hear({ answeredAt: NOW - 8 * DAY })).toEqual([]);
  });

  it('does not end because its correction came late and is still bad', () => {
    hear({});
    expect(hear({ revision: 1, ...nps(2) }, NOW + 30 * DAY)).toMatchObject([{ stepped: false }]);
  });

  it('of a rule that is gone ends, but none is raised', () => {
    hear({});
    const context = { rules: [], alertIdOf: () => '', at: NOW };
    expect(followResponse('r-1', 'withdrawn', alerts, context)).toMatchObject([
      { alert: { state: 'withdrawn', summary: 'detractor withdrawn: the answer was corrected or taken back' } },
    ]);
    expect(followResponse('r-1', standing as ResponseStanding, [], context)).toEqual([]);
  });
});
