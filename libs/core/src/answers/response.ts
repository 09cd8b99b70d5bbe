import type { Fact } from '#core/facts';
import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import { scaleOf } from './scale.ts';
import type { SurveyAnswered, SurveyWithdrawn } from './survey-events.ts';

/** An event of a response as the fold keeps it. `source` and `id` are the event's own: they break ties. */
export interface ResponseEvent {
  readonly source: string;
  readonly id: string;
  readonly knownAt: Instant;
  readonly data: SurveyAnswered | SurveyWithdrawn;
}

/**
 * The revision of a response that stands: the highest one, whatever order the revisions came in. Of two events with the
 * same revision the one with the greater id (then source) stands, so that every reader picks the same.
 *
 * @returns `undefined` once the response was withdrawn, or before it was answered.
 */
export function standingAnswer(
  events: readonly ResponseEvent[],
): (ResponseEvent & { data: SurveyAnswered }) | undefined {
  let standing: (ResponseEvent & { data: SurveyAnswered }) | undefined;
  for (const event of events) {
    if (event.data.kind === 'survey-withdrawn') return undefined;
    const candidate = event as ResponseEvent & { data: SurveyAnswered };
    if (standing === undefined || supersedes(candidate, standing)) standing = candidate;
  }
  return standing;
}

function supersedes(a: ResponseEvent & { data: SurveyAnswered }, b: ResponseEvent & { data: SurveyAnswered }): boolean {
  if (a.data.revision !== b.data.revision) return a.data.revision > b.data.revision;
  return a.id === b.id ? a.source > b.source : a.id > b.id;
}

/** The facts of a response: one per answer, and one for the response itself. */
export function responseFacts(events: readonly ResponseEvent[]): Fact[] {
  const answer = standingAnswer(events)?.data;
  if (answer === undefined) return [];
  const attributes = attributesOf(answer);
  const mayRecommend = answer.respondent.mayRecommend === false ? 0 : 1;
  const facts: Fact[] = answer.answers.map(({ question, scale, score }) => ({
    kind: 'answered',
    at: answer.answeredAt,
    attributes: { ...attributes, question },
    measures: [scaleOf(scale).code, score, mayRecommend],
  }));
  const comment = answer.comment === undefined || answer.comment.trim() === '' ? 0 : 1;
  facts.push({ kind: 'response-received', at: answer.answeredAt, attributes, measures: [comment] });
  return facts;
}

/** What was rated, by whom (company and customer segment, never the person) and in which survey. */
export function attributesOf(answer: SurveyAnswered): Attributes {
  const { company, segment } = answer.respondent;
  return {
    ...answer.about,
    ...(company === undefined ? {} : { company }),
    ...(segment === undefined ? {} : { segment }),
    ...(answer.surveyId === undefined ? {} : { survey: answer.surveyId }),
  };
}
