import type { Respondent, SurveyAnswered } from '#core/answers';
import { parseInstant } from '#core/time';
import { statedDimensions } from '../schemas/dimensions.ts';
import { repeatedAnswers, type SurveyAnsweredData } from '../schemas/survey.ts';
import { positive } from './zero.ts';

/**
 * The domain's form of an answered survey.
 *
 * @returns `undefined` when the time cannot be read or an answer is repeated, which no JSON Schema can see.
 */
export function readSurveyAnswered(data: SurveyAnsweredData): SurveyAnswered | undefined {
  const answeredAt = parseInstant(data.answeredAt);
  if (answeredAt === undefined || repeatedAnswers(data.answers).length > 0) return undefined;
  return {
    kind: 'survey-answered',
    responseId: data.responseId,
    revision: positive(data.revision ?? 0),
    surveyId: data.surveyId || undefined,
    answeredAt,
    answers: data.answers.map(({ question, scale, score }) => ({ question, scale, score: positive(score) })),
    comment: data.comment || undefined,
    respondent: respondentOf(data.respondent),
    about: data.about ? statedDimensions(data.about) : {},
    ticketId: data.about?.ticketId || undefined,
  };
}

function respondentOf(wire: SurveyAnsweredData['respondent']): Respondent {
  if (!wire) return {};
  const { id, company, segment, mayRecommend } = wire;
  return {
    ...(id ? { id } : undefined),
    ...(company ? { company } : undefined),
    ...(segment ? { segment } : undefined),
    ...(typeof mayRecommend === 'boolean' ? { mayRecommend } : undefined),
  };
}
