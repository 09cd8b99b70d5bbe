import * as fc from 'fast-check';
import { SCALES, type Answer, type SurveyAnswered } from '#core/answers';
import { attributes } from './attributes.ts';
import { delay, instant } from './instants.ts';
import type { Unnamed } from './ticket-events.ts';

const answer: fc.Arbitrary<Answer> = fc
  .constantFrom(...SCALES)
  .chain(({ id, lowest, highest }) =>
    fc.integer({ min: lowest, max: highest }).map((score) => ({ question: `on ${id}`, scale: id, score })),
  );

const answers = fc.uniqueArray(answer, { maxLength: 5, selector: ({ scale }) => scale });

const revision = (responseId: string): fc.Arbitrary<SurveyAnswered> =>
  fc.record({
    kind: fc.constant('survey-answered'),
    responseId: fc.constant(responseId),
    // Few numbers, so that two revisions are often equal.
    revision: fc.nat(3),
    surveyId: fc.constantFrom(undefined, 'after-ticket'),
    answeredAt: instant,
    answers,
    comment: fc.constantFrom(undefined, '', ' ', 'Third outage this month'),
    respondent: fc.record(
      {
        id: fc.constant('c-9'),
        company: fc.constantFrom('acme', 'umbrella'),
        segment: fc.constant('enterprise'),
        mayRecommend: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    about: attributes,
    ticketId: fc.constant(undefined),
  });

/** All events of one response, at least one: many revisions, and now and then a withdrawal. */
export function responseEvents(responseId: string): fc.Arbitrary<Unnamed[]> {
  const withdrawal = fc.constant({ kind: 'survey-withdrawn' as const, responseId });
  const data = fc.oneof({ weight: 12, arbitrary: revision(responseId) }, { weight: 1, arbitrary: withdrawal });
  const event = fc.record({ data, happened: instant, delay });
  return fc
    .array(event, { minLength: 1, maxLength: 5 })
    .map((events) => events.map(({ data, happened, delay }): Unnamed => ({ knownAt: happened + delay, data })));
}
