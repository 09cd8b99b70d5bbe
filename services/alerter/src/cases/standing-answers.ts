import type { LoggedResponse } from '#core/alerts';
import { classOf, scaleOf, type SurveyAnswered } from '#core/answers';
import type { LaterAnswer } from '#core/cases';
import type { Instant } from '#core/time';
import type { ResponseNews } from '../alerting/follow-responses.ts';

/** An answer as it stands, for the cases of its respondent. */
export interface StandingAnswer {
  readonly answer: LaterAnswer;
  /** Whose cases it can close; `undefined` when it names nobody, or was withdrawn. */
  readonly subject: string | undefined;
  /** When the log took it. */
  readonly at: Instant;
}

/**
 * What the responses of a batch that have changed say now. One whose standing revision came in an earlier batch has said it
 * then, and is not in here.
 */
export function standingAnswers(
  news: readonly ResponseNews[],
  byResponse: ReadonlyMap<string, readonly LoggedResponse[]>,
): StandingAnswer[] {
  return news.flatMap(({ responseId, standing, at }): StandingAnswer[] => {
    if (standing === 'withdrawn') {
      return [{ answer: { responseId, answeredAt: at, good: false }, subject: undefined, at }];
    }
    const { source, id } = standing.revision;
    const said = byResponse.get(responseId)?.find((event) => event.source === source && event.id === id);
    if (said === undefined || said.data.kind !== 'survey-answered') return [];
    const { answeredAt } = said.data;
    return [{ answer: { responseId, answeredAt, good: isGood(said.data) }, subject: said.subject, at }];
  });
}

function isGood({ answers }: SurveyAnswered): boolean {
  return answers.every(({ scale, score }) => classOf(scaleOf(scale), score) === 'satisfied');
}
