import { z } from 'zod';
import { SCALES, type Scale } from '#core/answers';
import { MOST_ANSWERS } from '../limits.ts';
import { show } from '../rejection.ts';
import { ratedDimensions } from './dimensions.ts';
import {
  comment,
  count,
  expecting,
  identifier,
  instantText,
  object,
  shortText,
  verdict,
  wholeNumber,
} from './values.ts';

const answerOn = ({ id, lowest, highest }: Scale) =>
  object({
    question: identifier.describe('The question as the survey names it.'),
    scale: z.literal(id),
    score: wholeNumber(lowest, highest, `a whole number from ${lowest} to ${highest} on scale ${id}`),
  });

const scaleIds = SCALES.map(({ id }) => id);

const noSuchScale = ({ input }: { readonly input?: unknown }): string => {
  const expectation = `must be one of ${scaleIds.join(', ')}`;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return expecting('an object')({ input });
  const scale: unknown = (input as { scale?: unknown }).scale;
  return scale === undefined ? `is missing; ${expectation}` : `${expectation}, got ${show(scale)}`;
};

const [firstScale, ...otherScales] = SCALES.map(answerOn);
if (firstScale === undefined) throw new RangeError('there is no scale to answer on');

export const answer = z
  .discriminatedUnion('scale', [firstScale, ...otherScales], { error: noSuchScale })
  .meta({ description: 'One score on one scale, given to one question.' });

/** The places of answers that repeat the question and scale of an earlier one. */
export function repeatedAnswers(answers: readonly { question: string; scale: string }[]): number[] {
  if (answers.length < 2) return [];
  const seen = new Set<string>();
  return answers.flatMap(({ question, scale }, place) => {
    // Scale ids hold no space, so two different pairs cannot give the same text.
    const pair = `${scale} ${question}`;
    if (seen.has(pair)) return [place];
    seen.add(pair);
    return [];
  });
}

const answersError = expecting(`a list of 1 to ${MOST_ANSWERS} answers`);

const answers = z
  .array(answer, { error: answersError })
  .min(1, { error: answersError })
  .max(MOST_ANSWERS, { error: answersError })
  .check((context) => {
    for (const place of repeatedAnswers(context.value)) {
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: [place],
        message: 'repeats the question and scale of an earlier answer; send each question once on each scale',
        params: { reason: 'duplicate-answer' },
      });
    }
  });

const responseId = identifier.describe('The response. Events of one response share it, whatever their revision.');

export const surveyAnswered = object({
  responseId,
  revision: count.nullish().describe('A higher revision of the same response replaces the lower one whole. Default 0.'),
  surveyId: shortText.describe('The survey that was answered.'),
  answeredAt: instantText.describe('When the answer was given.'),
  answers,
  comment: comment.describe("The respondent's own words."),
  respondent: object({ id: shortText, company: shortText, segment: shortText, mayRecommend: verdict })
    .nullish()
    .describe('Who answered. `mayRecommend` is false for staff who are not allowed to recommend a supplier.'),
  about: object({ ticketId: shortText, ...ratedDimensions })
    .nullish()
    .describe('What was rated, as it was at that instant.'),
});

/** The wire form of an invitation, a refusal or a withdrawal: the response that it speaks of. */
export const surveyMention = object({ responseId });

export type SurveyAnsweredData = z.infer<typeof surveyAnswered>;
export type SurveyMentionData = z.infer<typeof surveyMention>;
