import type { SurveyInvitation, SurveyWithdrawn } from '#core/answers';
import { caseChanged } from '../schemas/case-changed.ts';
import { surveyAnswered, surveyMention, type SurveyMentionData } from '../schemas/survey.ts';
import { ticketStateChanged } from '../schemas/ticket.ts';
import { SENT_TOPICS, TOPICS } from '../topics.ts';
import { readCaseChanged } from './case-changed.ts';
import { inputType } from './input-type.ts';
import { readSurveyAnswered } from './survey-answered.ts';
import { readTicketStateChanged } from './ticket-state-changed.ts';

const mention = <Name extends string>(
  type: Name,
  summary: string,
  convert: (data: SurveyMentionData) => SurveyWithdrawn | SurveyInvitation,
) =>
  inputType({
    type,
    topic: TOPICS.surveyAnswered,
    summary,
    schema: surveyMention,
    happened: [],
    convert,
    subject: ({ responseId }) => responseId,
  });

/** Every type of event that Barometer reads. */
export const INPUT_TYPES = [
  inputType({
    type: 'survey.answered.v1',
    topic: TOPICS.surveyAnswered,
    summary: 'A survey was answered, or an answer was corrected: the highest revision of a response counts.',
    schema: surveyAnswered,
    happened: ['answeredAt'],
    convert: readSurveyAnswered,
    subject: ({ responseId }) => responseId,
  }),
  mention('survey.declined.v1', 'The person does not want to answer. Counts in no score.', ({ responseId }) => ({
    kind: 'survey-declined',
    responseId,
  })),
  mention('survey.withdrawn.v1', 'The response is taken out, whatever its revision.', ({ responseId }) => ({
    kind: 'survey-withdrawn',
    responseId,
  })),
  mention('survey.sent.v1', 'An invitation to answer went out. Counts in no score.', ({ responseId }) => ({
    kind: 'survey-sent',
    responseId,
  })),
  inputType({
    type: 'ticket.state-changed.v1',
    topic: TOPICS.ticketState,
    summary: 'A ticket came into a state.',
    schema: ticketStateChanged,
    happened: ['at', 'openedAt', 'resolvedAt'],
    convert: readTicketStateChanged,
    subject: ({ ticketId }) => ticketId,
  }),
  inputType({
    type: 'case.changed.v1',
    topic: TOPICS.caseChanged,
    summary: 'Something happened to a case: the whole case as it stands then.',
    schema: caseChanged,
    happened: ['at', 'openedAt'],
    convert: readCaseChanged,
    subject: ({ caseId }) => caseId,
  }),
] as const;

/** The types that the intake takes in. The others are Barometer's own words, and nobody else may put them in its mouth. */
export const SENT_TYPES = INPUT_TYPES.filter(({ topic }) => SENT_TOPICS.includes(topic));

export type InputTypeName = (typeof INPUT_TYPES)[number]['type'];

export const inputTypesByName: ReadonlyMap<string, (typeof INPUT_TYPES)[number]> = new Map(
  INPUT_TYPES.map((type) => [type.type, type]),
);
