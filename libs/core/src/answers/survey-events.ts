import type { Instant } from '#core/time';
import type { Attributes } from '#core/segments';
import type { ScaleId } from './scale.ts';

/** One score on one scale, given to one question of a survey. */
export interface Answer {
  readonly question: string;
  readonly scale: ScaleId;
  readonly score: number;
}

/** The person who answered. `mayRecommend` is false for staff who are not allowed to recommend a supplier. */
export interface Respondent {
  readonly id?: string;
  readonly company?: string;
  readonly segment?: string;
  readonly mayRecommend?: boolean;
}

/** A response to a survey as it stands at `revision`; a higher revision replaces it whole. */
export interface SurveyAnswered {
  readonly kind: 'survey-answered';
  readonly responseId: string;
  readonly revision: number;
  readonly surveyId: string | undefined;
  readonly answeredAt: Instant;
  readonly answers: readonly Answer[];
  readonly comment: string | undefined;
  readonly respondent: Respondent;
  /** What was rated, as it was at that instant: ticket, team, channel, … */
  readonly about: Attributes;
  readonly ticketId: string | undefined;
}

/** The response is taken out, whatever revision it had or will have. */
export interface SurveyWithdrawn {
  readonly kind: 'survey-withdrawn';
  readonly responseId: string;
}

/** An invitation went out, or was refused. Kept in the journal; counted by response funnels, never by a score. */
export interface SurveyInvitation {
  readonly kind: 'survey-sent' | 'survey-declined';
  readonly responseId: string;
}

export type SurveyEvent = SurveyAnswered | SurveyWithdrawn | SurveyInvitation;
