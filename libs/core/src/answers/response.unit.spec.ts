import { describe, expect, it } from 'vitest';
import {
  responseFacts,
  revisionOf,
  standingRevision,
  type Answer,
  type ResponseEvent,
  type Revision,
  type SurveyAnswered,
} from '#core/answers';

const score = (value: number): Answer => ({ question: 'recommend', scale: 'nps-0-10', score: value });

function revised(revision: number, changes: Partial<Revision & { id: string; source: string }> = {}): ResponseEvent {
  const { id = `r-${revision}`, source = 'tool', ...data } = changes;
  const said = { answeredAt: 1000, answers: [score(revision)], hasComment: false, mayRecommend: true, attributes: {} };
  return { source, id, knownAt: 1000, data: { revision, ...said, ...data } };
}

const withdrawn: ResponseEvent = { source: 'tool', id: 'w', knownAt: 2000, data: 'withdrawn' };

function orders<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  return orders(rest).flatMap((order) =>
    Array.from({ length: order.length + 1 }, (_, i) => [...order.slice(0, i), first, ...order.slice(i)]),
  );
}

describe('the revision that stands', () => {
  it('is the highest, in whatever order the revisions came', () => {
    for (const order of orders([revised(0), revised(2), revised(1)])) {
      expect(standingRevision(order)?.data.revision).toBe(2);
    }
  });

  it('is, of two with the same number, the one with the greater id, then source', () => {
    const events = [revised(1, { id: 'a' }), revised(1, { id: 'b' }), revised(1, { id: 'b', source: 'uother' })];
    for (const order of orders(events)) expect(standingRevision(order)).toBe(events[2]);
    for (const order of orders(events.slice(0, 2))) expect(standingRevision(order)).toBe(events[1]);
  });

  it('does not exist any more once the response was withdrawn, whatever comes after', () => {
    for (const order of orders([revised(0), withdrawn, revised(9)])) expect(standingRevision(order)).toBeUndefined();
  });

  it('does not exist before there is one', () => {
    expect(standingRevision([])).toBeUndefined();
  });
});

describe('the facts of a response', () => {
  it('are one for each answer and one for the response, with what was rated then', () => {
    const answers: Answer[] = [score(3), { question: 'satisfied', scale: 'csat-1-5', score: 2 }];
    expect(responseFacts([revised(0, { answers, attributes: { team: 'mail' } })])).toEqual([
      { kind: 'answered', at: 1000, attributes: { team: 'mail', question: 'recommend' }, measures: [1, 3, 1] },
      { kind: 'answered', at: 1000, attributes: { team: 'mail', question: 'satisfied' }, measures: [2, 2, 1] },
      { kind: 'response-received', at: 1000, attributes: { team: 'mail' }, measures: [0] },
    ]);
  });

  it('count a score once when the comment comes in a later revision', () => {
    const events = [revised(0, { answers: [score(3)] }), revised(1, { answers: [score(3)], hasComment: true })];
    const facts = responseFacts(events);
    expect(facts.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
    expect(facts.filter(({ kind }) => kind === 'response-received')).toMatchObject([{ measures: [1] }]);
  });

  it('drop an answer that a later revision no longer has', () => {
    const facts = responseFacts([revised(0, { answers: [score(3)] }), revised(1, { answers: [] })]);
    expect(facts.map(({ kind }) => kind)).toEqual(['response-received']);
  });

  it('are none once it was withdrawn, and none before it was answered', () => {
    expect(responseFacts([revised(0), withdrawn])).toEqual([]);
    expect(responseFacts([withdrawn])).toEqual([]);
  });

  it('tell apart those who may not recommend', () => {
    expect(responseFacts([revised(0, { mayRecommend: false })])[0]?.measures).toEqual([1, 0, 0]);
  });
});

describe('what the numbers keep of an answer', () => {
  const answered: SurveyAnswered = {
    kind: 'survey-answered',
    responseId: 'r-1',
    revision: 4,
    surveyId: 'after-ticket',
    answeredAt: 1000,
    answers: [score(3)],
    comment: 'Third outage this month',
    respondent: { id: 'c-9', company: 'acme', segment: 'enterprise', mayRecommend: false },
    about: { team: 'mail', company: 'of the ticket' },
    ticketId: 'T-7',
  };

  it('is neither the person nor the text', () => {
    expect(revisionOf(answered)).toEqual({
      revision: 4,
      answeredAt: 1000,
      answers: [score(3)],
      hasComment: true,
      mayRecommend: false,
      attributes: { team: 'mail', company: 'acme', segment: 'enterprise', survey: 'after-ticket' },
    });
  });

  it('takes blanks for no comment, and whoever does not say otherwise for somebody who may recommend', () => {
    const silent = { ...answered, comment: ' \n', respondent: {}, surveyId: undefined };
    expect(revisionOf(silent)).toMatchObject({
      hasComment: false,
      mayRecommend: true,
      attributes: { team: 'mail', company: 'of the ticket' },
    });
    expect(revisionOf({ ...answered, comment: undefined }).hasComment).toBe(false);
  });
});
