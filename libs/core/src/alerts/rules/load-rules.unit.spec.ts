import { describe, expect, it } from 'vitest';
import { SCALES, type SurveyAnswered } from '#core/answers';
import { DAY, HOUR, MINUTE } from '#core/time';
import { answersThatMeet, isFresh, type EventRule } from '../event-rule.ts';
import { AlertRulesInvalid, loadAlertRules, loadEventRules } from './load-rules.ts';
import shipped from './alert-rules.json' with { type: 'json' };

const rules = loadEventRules();
const [detractor, dissatisfied] = rules as [EventRule, EventRule];

function answered(
  scale: SurveyAnswered['answers'][number]['scale'],
  score: number,
  respondent: SurveyAnswered['respondent'] = {},
): SurveyAnswered {
  return {
    kind: 'survey-answered',
    responseId: 'r-1',
    revision: 0,
    surveyId: undefined,
    answeredAt: 0,
    answers: [{ question: 'q', scale, score }],
    comment: undefined,
    respondent,
    about: {},
    ticketId: undefined,
  };
}

describe('the shipped rules', () => {
  it('cover every scale, each by one rule for all respondents', () => {
    const covered = rules.filter(({ keyAccounts }) => keyAccounts === undefined).flatMap((rule) => rule.scales);
    expect(covered.toSorted()).toEqual(SCALES.map(({ id }) => id).toSorted());
  });

  it('are of every kind', () => {
    const kinds = new Set(loadAlertRules().rules.map(({ kind }) => kind));
    expect([...kinds]).toEqual(['answer', 'repeat', 'due', 'rate', 'drop', 'budget', 'volume', 'silence']);
  });

  it('take the bounds of bands from the catalogue, and periods in milliseconds', () => {
    const low = loadAlertRules().rules.find(({ id }) => id === 'csat-low');
    expect(low).toMatchObject({ threshold: 70, resolveAt: 70, window: 7 * DAY, for: 0, keepFor: DAY, every: MINUTE });
    expect(loadAlertRules().rules.find(({ id }) => id === 'ticket-spike')).toMatchObject({ every: HOUR });
    expect(loadAlertRules().rules.find(({ id }) => id === 'sla-budget')).toMatchObject({
      tiers: [{ factor: 14.4, long: HOUR, short: HOUR / 12 }, { factor: 6 }, { factor: 3 }, { factor: 1 }],
    });
  });

  it.each([
    ['nps-0-10', 6, 'detractor'],
    ['nps-0-10', 7, undefined],
    ['csat-1-5', 2, 'dissatisfied-answer'],
    ['csat-1-5', 3, undefined],
    ['ces-effort-1-5', 4, 'dissatisfied-answer'],
    ['ces-effort-1-5', 3, undefined],
    ['smiley-1-3', 1, 'dissatisfied-answer'],
    ['enps-0-10', 6, 'dissatisfied-answer'],
  ] as const)('on %s take %i for %s', (scale, score, expected) => {
    const met = rules.find((rule) => answersThatMeet(rule, answered(scale, score)).length > 0);
    expect(met?.id).toBe(expected);
  });

  it('leave out staff who may not recommend a supplier, on the NPS question only', () => {
    expect(answersThatMeet(detractor, answered('nps-0-10', 0, { mayRecommend: false }))).toEqual([]);
    expect(answersThatMeet(detractor, answered('nps-0-10', 0, { mayRecommend: true }))).toHaveLength(1);
    expect(answersThatMeet(dissatisfied, answered('csat-1-5', 1, { mayRecommend: false }))).toHaveLength(1);
  });

  it('call an answer fresh up to seven days, to the millisecond', () => {
    expect(isFresh(detractor, 0, 7 * DAY)).toBe(true);
    expect(isFresh(detractor, 0, 7 * DAY + 1)).toBe(false);
    expect(isFresh(detractor, 1_000, 0)).toBe(true);
  });
});

describe('key accounts', () => {
  const own = { version: 1, keyAccounts: { companies: ['acme'], segments: ['enterprise'] } };
  const rule = loadEventRules(own).find(({ id }) => id === 'key-account-answer') as EventRule;

  it.each([
    [{ company: 'acme' }, 1],
    [{ company: 'other', segment: 'enterprise' }, 1],
    [{ company: 'other', segment: 'small' }, 0],
    [{}, 0],
  ])('are told by company or segment: %j', (respondent, count) => {
    expect(answersThatMeet(rule, answered('csat-1-5', 1, respondent))).toHaveLength(count);
  });

  it('are nobody when none are named', () => {
    const shippedRule = rules.find(({ id }) => id === 'key-account-answer') as EventRule;
    expect(answersThatMeet(shippedRule, answered('csat-1-5', 1, { company: 'acme', segment: 'enterprise' }))).toEqual(
      [],
    );
  });
});

describe('rules of one’s own', () => {
  it('stand beside the shipped ones, or instead of the one with their id, and can switch others off', () => {
    const own = {
      version: 7,
      off: ['nps-low'],
      rules: [
        { ...shipped.rules[0], severity: 'warning' },
        { ...shipped.rules[0], id: 'mine' },
      ],
    };
    const loaded = loadAlertRules(own);
    expect(loaded.version).toBe(7);
    expect(loaded.rules).toHaveLength(shipped.rules.length);
    expect(loaded.rules[0]).toMatchObject({ id: 'detractor', severity: 'warning' });
    expect(loaded.rules.map(({ id }) => id)).toContain('mine');
    expect(loaded.rules.map(({ id }) => id)).not.toContain('nps-low');
    expect(loaded.paging).toEqual(loadAlertRules().paging);
  });
});

const head = { id: 'mine', title: 'Mine', severity: 'info' };
const answer = shipped.rules[0];
const rate = shipped.rules.find(({ id }) => id === 'csat-low');
const budget = { ...shipped.rules.find(({ id }) => id === 'sla-budget'), tiers: [tier({})] };

function tier(changes: object) {
  return { factor: 2, long: '6h', short: '30m', minBad: 5, severity: 'info', ...changes };
}

describe('rules that are wrong', () => {
  it('are told all at once, each with its path', () => {
    const bad = {
      kind: 'answer',
      id: 'A',
      title: '',
      severity: 'loud',
      scales: ['nps'],
      classes: [],
      mayRecommend: false,
      freshFor: '7 days',
      colour: 'red',
    };
    const told = problems({ rules: [bad, { ...answer, id: 'twice' }, { ...answer, id: 'twice' }, 'detractor'] });
    const paths = told.filter((problem) => problem.startsWith('rules[0]')).map((problem) => problem.split(' ')[0]);
    expect(new Set(paths)).toEqual(
      new Set(
        ['classes', 'colour', 'freshFor', 'id', 'mayRecommend', 'scales[0]', 'severity', 'title'].map(
          (name) => `rules[0].${name}`,
        ),
      ),
    );
    expect(told).toContain('rules[2].id "twice" is used twice');
    expect(told).toContain('rules[3] must be an object');
    expect(told.some((problem) => problem.startsWith('rules[1]'))).toBe(false);
  });

  it.each([
    [null, 'the rules file must be an object'],
    [{ rules: {} }, 'rules must be a list'],
    [{ version: 0 }, 'version must be a whole number from 1'],
    [{ rulez: [] }, 'rulez is not known here; known are version, keyAccounts, off, rules, paging, cases'],
    [{ off: ['nothing'] }, 'off[0] is no shipped rule (nothing)'],
    [{ keyAccounts: { companies: [7] } }, 'keyAccounts.companies[0] is no name (7)'],
    [
      one({ ...head, kind: 'loud' }),
      'rules[0].kind must be one of answer, repeat, due, rate, drop, budget, volume, silence',
    ],
    [one({ ...rate, kpi: 'happiness' }), 'rules[0].kpi names no KPI of the catalogue (happiness)'],
    [
      one({ ...rate, kpi: 'backlog', threshold: 9 }),
      'rules[0].kpi "backlog" has no interval: name a share, a score or a mean',
    ],
    [
      one({ ...rate, threshold: 'poor' }),
      'rules[0].threshold must be a number, or a band that has a lower bound (excellent, good, average)',
    ],
    [one({ ...rate, resolveAt: 60 }), 'rules[0].resolveAt must not be worse than the threshold, 70'],
    [one({ ...rate, level: 1 }), 'rules[0].level must be a number between 0.5 and 1, both left out'],
    [one({ ...rate, for: '30s' }), 'rules[0].for must be a period such as 30m, 12h or 7d'],
    [one({ ...rate, cuts: [['town']] }), 'rules[0].cuts[0] must be a list of dimensions'],
    [one({ ...rate, cuts: [] }), 'rules[0].cuts must have at least one cut; [] is the whole desk'],
    [one({ ...budget, kpi: 'nps' }), 'rules[0].kpi "nps" has no misses: name a share'],
    [
      one({ ...budget, tiers: [tier({ factor: 20 })] }),
      'rules[0].tiers[0].factor can never be reached: with a budget of 0.05 it must be below 20',
    ],
    [one({ ...budget, tiers: [tier({ short: '6h' })] }), 'rules[0].tiers[0].short must be shorter than long'],
    [
      one({ ...budget, bad: { kind: 'slower-than', class: 'x', limit: '1h' } }),
      'rules[0].bad.class is not known here; known are kind, limit',
    ],
    [paging({ receiver: 'nobody' }), 'paging.routes[0].receiver names no receiver (nobody); there are pager'],
    [paging({ match: { rule: [] } }), 'paging.routes[0].match.rule must have at least one value'],
    [
      paging({ quietHours: quiet({ zone: 'Mars/Base' }) }),
      'paging.routes[0].quietHours.zone must be a time zone such as Europe/Paris (Mars/Base)',
    ],
    [
      paging({ quietHours: quiet({ spans: [{ days: ['mon'], from: '24:30', to: '07:00' }] }) }),
      'paging.routes[0].quietHours.spans[0].from must be a time of day from 00:00 to 24:00',
    ],
    [
      paging({ quietHours: quiet({ except: ['loud'] }) }),
      'paging.routes[0].quietHours.except[0] is no severity (loud)',
    ],
  ])('say what is wrong: %j', (own, problem) => {
    expect(problems(own)).toContain(problem);
  });
});

function one(rule: object): object {
  return { version: 1, rules: [rule] };
}

function paging(changes: object): object {
  const route = { match: {}, receiver: 'pager', groupBy: [], groupFor: '5m', ...changes };
  const receivers = [{ name: 'pager', mostPages: 1, per: '1h', digestEvery: '1h' }];
  return { paging: { receivers, routes: [route], inhibitions: [] } };
}

function quiet(changes: object): object {
  return { zone: 'Europe/Paris', spans: [], except: [], ...changes };
}

function problems(own: unknown): readonly string[] {
  try {
    loadAlertRules(own);
  } catch (error) {
    if (error instanceof AlertRulesInvalid) return error.problems.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}
