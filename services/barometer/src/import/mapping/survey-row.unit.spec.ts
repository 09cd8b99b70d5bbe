import { describe, expect, it } from 'vitest';
import { dataOf, givenMapping, givenRow } from './given-mapping.fixture.ts';

describe('survey responses', () => {
  const survey = givenMapping(
    `
mapping: survey
row: survey-response
parameters: { year: { description: the year } }
zone: America/Los_Angeles
response:
  id: '{$year}/{No}'
  responseId: '{$year}/{No}'
  answeredAt:
    anyOf:
      - { column: Day, date: MM/dd/yyyy }
      - { text: '{$year}-05-{Day}', date: yyyy-MM-d }
  comment: '{Words}'
  respondent: { mayRecommend: { column: May } }
  answers:
    - { question: overall, scale: csat-1-5, score: { column: Q1, missing: [0, 6] } }
    - { question: recommend, scale: nps-0-10, score: { column: Q2, missing: [11], optional: true } }
`,
    { year: '2014' },
  );
  const answered = (columns: Record<string, string>) =>
    survey.mapRow(givenRow({ No: '7', Day: '4', Q1: '5', ...columns }));

  it('hold the answers that were given, with a date put together from a parameter', () => {
    expect(dataOf(answered({ Q2: '0', Words: 'Fine', May: 'n' }))).toEqual({
      responseId: '2014/7',
      revision: 0,
      answeredAt: '2014-05-04T07:00:00.000Z',
      answers: [
        { question: 'overall', scale: 'csat-1-5', score: 5 },
        { question: 'recommend', scale: 'nps-0-10', score: 0 },
      ],
      comment: 'Fine',
      respondent: { mayRecommend: false },
    });
    expect(dataOf(answered({ Q2: '11', Day: '05/11/2014' }))).toMatchObject({
      answeredAt: '2014-05-11T07:00:00.000Z',
      answers: [{ question: 'overall' }],
    });
  });

  it('are skipped without any answer, whatever else the row holds', () => {
    expect(answered({ Q1: '0', Day: 'never' })).toEqual({ kind: 'skipped', reason: 'no answer' });
  });

  it('are rejected for a score that the scale does not have', () => {
    for (const Q1 of ['7', '4.5', 'good']) {
      expect(answered({ Q1 })).toEqual({
        kind: 'rejected',
        problems: [
          {
            path: 'response.answers[0].score',
            reason: `"${Q1}" is not a whole number from 1 to 5, the scores of csat-1-5`,
          },
        ],
      });
    }
  });

  it('say every way in which a date was tried', () => {
    expect(answered({ Day: '32' })).toMatchObject({
      kind: 'rejected',
      problems: [{ path: 'response.answeredAt.anyOf[0]' }, { path: 'response.answeredAt.anyOf[1]' }],
    });
  });
});
