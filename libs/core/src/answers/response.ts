import type { Fact } from '#core/facts';
import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import { scaleOf } from './scale.ts';
import type { Answer, SurveyAnswered } from './survey-events.ts';

/** A revision of a response, without the person and the free text: what the numbers need. */
export interface Revision {
  readonly revision: number;
  readonly answeredAt: Instant;
  readonly answers: readonly Answer[];
  readonly hasComment: boolean;
  readonly mayRecommend: boolean;
  readonly attributes: Attributes;
}

/** An event of a response as the fold keeps it. `source` and `id` are the event's own: they break ties. */
export interface ResponseEvent {
  readonly source: string;
  readonly id: string;
  readonly knownAt: Instant;
  /** `sent` and `declined` are the invitation's: kept, but part of no score. */
  readonly data: Revision | 'withdrawn' | 'sent' | 'declined';
}

type Revised = ResponseEvent & { readonly data: Revision };

/** What the numbers need of an answered survey. */
export function revisionOf(answered: SurveyAnswered): Revision {
  return {
    revision: answered.revision,
    answeredAt: answered.answeredAt,
    answers: answered.answers,
    hasComment: answered.comment !== undefined && answered.comment.trim() !== '',
    mayRecommend: answered.respondent.mayRecommend !== false,
    attributes: attributesOf(answered),
  };
}

/**
 * The revision of a response that stands: the highest one, whatever order the revisions came in. Of two events with the
 * same revision the one with the greater id (then source) stands, so that every reader picks the same.
 *
 * @returns `undefined` once the response was withdrawn, or before it was answered
 */
export function standingRevision(events: readonly ResponseEvent[]): Revised | undefined {
  let standing: Revised | undefined;
  for (const event of events) {
    if (event.data === 'withdrawn') return undefined;
    if (typeof event.data === 'string') continue;
    const candidate = event as Revised;
    if (standing === undefined || supersedes(candidate, standing)) standing = candidate;
  }
  return standing;
}

function supersedes(a: Revised, b: Revised): boolean {
  if (a.data.revision !== b.data.revision) return a.data.revision > b.data.revision;
  return a.id === b.id ? a.source > b.source : a.id > b.id;
}

/** The facts of a response: one per answer, and one for the response itself. */
export function responseFacts(events: readonly ResponseEvent[]): Fact[] {
  const standing = standingRevision(events)?.data;
  if (standing === undefined) return [];
  const { answeredAt: at, attributes } = standing;
  const mayRecommend = standing.mayRecommend ? 1 : 0;
  const facts: Fact[] = standing.answers.map(({ question, scale, score }) => ({
    kind: 'answered',
    at,
    attributes: { ...attributes, question },
    measures: [scaleOf(scale).code, score, mayRecommend],
  }));
  facts.push({ kind: 'response-received', at, attributes, measures: [standing.hasComment ? 1 : 0] });
  return facts;
}

/** What was rated, by whom (company and customer segment, never the person) and in which survey. */
function attributesOf(answered: SurveyAnswered): Attributes {
  const { company, segment } = answered.respondent;
  return {
    ...answered.about,
    ...(company === undefined ? {} : { company }),
    ...(segment === undefined ? {} : { segment }),
    ...(answered.surveyId === undefined ? {} : { survey: answered.surveyId }),
  };
}
