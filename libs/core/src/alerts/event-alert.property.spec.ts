import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingRevision, revisionOf, type ResponseEvent, type SurveyAnswered } from '#core/answers';
import { DAY } from '#core/time';
import { answersThatMeet, isFresh } from './event-rule.ts';
import { followResponse, type EventAlert } from './event-alert.ts';
import { loadEventRules } from './rules/load-rules.ts';
import { joinStandings, standingOf, type LoggedResponse, type ResponseStanding } from './response-standing.ts';

const rules = loadEventRules();

const answer = fc.oneof(
  fc.record({ question: fc.constantFrom('a', 'b'), scale: fc.constant('nps-0-10' as const), score: fc.nat(10) }),
  fc.record({
    question: fc.constantFrom('a', 'b'),
    scale: fc.constant('csat-1-5' as const),
    score: fc.integer({ min: 1, max: 5 }),
  }),
);

const revision: fc.Arbitrary<SurveyAnswered> = fc
  .record({
    revision: fc.nat(3),
    age: fc.constantFrom(0, 6 * DAY, 8 * DAY),
    answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
    team: fc.constantFrom('desk-1', 'desk-2'),
    mayRecommend: fc.boolean(),
  })
  .map(({ revision, age, answers, team, mayRecommend }) => ({
    kind: 'survey-answered',
    responseId: 'r-1',
    revision,
    surveyId: undefined,
    answeredAt: 100 * DAY - age,
    answers,
    comment: undefined,
    respondent: { mayRecommend },
    about: { team },
    ticketId: undefined,
  }));

const withdrawal = fc.constant({ kind: 'survey-withdrawn', responseId: 'r-1' } as const);

/** A response's events with ids of their own, each as the log took it; withdrawals are rare. */
const history: fc.Arbitrary<LoggedResponse[]> = fc
  .array(fc.oneof({ weight: 9, arbitrary: revision }, { weight: 1, arbitrary: withdrawal }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((events) => events.map((data, i) => ({ source: 's', id: `e-${i}`, loggedAt: 100 * DAY + i, data })));

/** The same events in another order, some of them twice, cut into batches. */
const arrivals = history.chain((events) =>
  fc.record({
    events: fc.constant(events),
    order: fc
      .shuffledSubarray([...events, ...events], { minLength: events.length })
      .filter((some) => new Set(some).size === events.length),
    cuts: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  }),
);

function process(order: readonly LoggedResponse[], cuts: readonly boolean[]) {
  let standing: ResponseStanding | undefined;
  let alerts: readonly EventAlert[] = [];
  const told: EventAlert[] = [];
  order.forEach((event, i) => {
    standing = joinStandings(standing, standingOf(event, rules));
    if (cuts[i] === true && i < order.length - 1) return;
    const context = { rules, alertIdOf: (rule: string, id: string) => `${rule}-${id}`, at: event.loggedAt };
    for (const { alert, stepped } of followResponse('r-1', standing, alerts, context)) {
      alerts = [...alerts.filter(({ rule }) => rule !== alert.rule), alert];
      if (stepped) told.push(alert);
    }
  });
  return { standing, alerts, told };
}

/** What fires, said from the whole history at once and by the answers' own idea of which revision stands. */
function oracle(events: readonly LoggedResponse[]) {
  const known = events.map(({ source, id, loggedAt, data }): ResponseEvent => ({
    source,
    id,
    knownAt: loggedAt,
    data: data.kind === 'survey-withdrawn' ? 'withdrawn' : revisionOf(data),
  }));
  const standing = standingRevision(known);
  const answered = events.flatMap((event) =>
    event.data.kind === 'survey-answered' ? [{ ...event, data: event.data }] : [],
  );
  const stands = answered.find(({ id }) => id === standing?.id)?.data;
  if (stands === undefined) return [];
  return rules.flatMap((rule) => {
    const answers = answersThatMeet(rule, stands);
    const everFresh = answered.some(
      ({ data, loggedAt }) => answersThatMeet(rule, data).length > 0 && isFresh(rule, data.answeredAt, loggedAt),
    );
    return answers.length > 0 && everFresh ? [{ rule: rule.id, answers, segment: stands.about }] : [];
  });
}

const firing = (alerts: readonly EventAlert[]) =>
  alerts
    .filter(({ state }) => state === 'firing')
    .map(({ rule, answers, segment }) => ({ rule, answers, segment }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));

describe('alerts about a response', () => {
  it('fire alike after any order, any repetition and any batches of its events', () => {
    fc.assert(
      fc.property(arrivals, ({ events, order, cuts }) => {
        expect(firing(process(order, cuts).alerts)).toEqual(oracle(events));
        expect(process(order, cuts).standing).toEqual(process(events, []).standing);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never fire twice in a row, nor are withdrawn before they fired; their steps are numbered without a gap', () => {
    fc.assert(
      fc.property(arrivals, ({ order, cuts }) => {
        const { told, alerts } = process(order, cuts);
        for (const rule of new Set(told.map((alert) => alert.rule))) {
          const life = told.filter((alert) => alert.rule === rule);
          expect(life.map(({ state }) => state)).toEqual(life.map((_, i) => (i % 2 === 0 ? 'firing' : 'withdrawn')));
          expect(life.map(({ step }) => step)).toEqual(life.map((_, i) => i + 1));
          expect(new Set(life.map(({ alertId }) => alertId)).size).toBe(1);
        }
        expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(alerts.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
