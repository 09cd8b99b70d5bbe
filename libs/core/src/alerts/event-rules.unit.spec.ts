import { describe, expect, it } from 'vitest';
import { SCALES, type SurveyAnswered } from '#core/answers';
import { DAY } from '#core/time';
import { answersThatMeet, isFresh, type EventRule } from './event-rule.ts';
import { EventRulesInvalid, loadEventRules } from './event-rules.ts';

const rules = loadEventRules();
const [detractor, dissatisfied] = rules as [EventRule, EventRule];

function answered(
  scale: SurveyAnswered['answers'][number]['scale'],
  score: number,
  mayRecommend?: boolean,
): SurveyAnswered {
  return {
    kind: 'survey-answered',
    responseId: 'r-1',
    revision: 0,
    surveyId: undefined,
    answeredAt: 0,
    answers: [{ question: 'q', scale, score }],
    comment: undefined,
    respondent: mayRecommend === undefined ? {} : { mayRecommend },
    about: {},
    ticketId: undefined,
  };
}

describe('the shipped rules', () => {
  it('cover every scale, each by one rule', () => {
    const covered = rules.flatMap((rule) => rule.scales);
    expect(covered.toSorted()).toEqual(SCALES.map(({ id }) => id).toSorted());
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
    expect(answersThatMeet(detractor, answered('nps-0-10', 0, false))).toEqual([]);
    expect(answersThatMeet(detractor, answered('nps-0-10', 0, true))).toHaveLength(1);
    expect(answersThatMeet(dissatisfied, answered('csat-1-5', 1, false))).toHaveLength(1);
  });

  it('call an answer fresh up to seven days, to the millisecond', () => {
    expect(isFresh(detractor, 0, 7 * DAY)).toBe(true);
    expect(isFresh(detractor, 0, 7 * DAY + 1)).toBe(false);
    expect(isFresh(detractor, 1_000, 0)).toBe(true);
  });
});

describe('rules that are wrong', () => {
  it('are told all at once, each with its path', () => {
    const raw = {
      rules: [
        { id: 'A', title: '', severity: 'loud', scales: ['nps'], classes: [], mayRecommend: false, freshFor: '7 days' },
        { ...dissatisfied, id: 'twice', freshFor: '7d' },
        { ...dissatisfied, id: 'twice', freshFor: '7d' },
        'detractor',
      ],
    };
    const told = problems(raw);
    expect(told.filter((problem) => problem.startsWith('rules[0]')).map((problem) => problem.split(' ')[0])).toEqual(
      ['id', 'title', 'severity', 'scales', 'classes', 'mayRecommend', 'freshFor'].map((name) => `rules[0].${name}`),
    );
    expect(told).toContain('rules[2].id: "twice" is used twice');
    expect(told.some((problem) => problem.startsWith('rules[3].id'))).toBe(true);
    expect(told.some((problem) => problem.startsWith('rules[1]'))).toBe(false);
  });

  it.each([null, [], {}, { rules: [] }])('are refused when there is no list of them: %j', (raw) => {
    expect(problems(raw)).toEqual(['rules must be a list of at least one rule']);
  });
});

function problems(raw: unknown): readonly string[] {
  try {
    loadEventRules(raw);
  } catch (error) {
    if (error instanceof EventRulesInvalid) return error.problems;
    throw error;
  }
  return [];
}
