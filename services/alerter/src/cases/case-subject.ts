import { createHash } from 'node:crypto';
import type { SurveyAnswered } from '#core/answers';

/**
 * What alerts of one unhappy customer have in common: the respondent, else the ticket that was rated. A hash, fit for tables
 * and logs: it shows neither, because some survey tools make a respondent's id from an e-mail address.
 *
 * @returns `undefined` for an answer that names neither: each of its alerts is on its own
 */
export function caseSubjectOf({ respondent, ticketId }: SurveyAnswered): string | undefined {
  if (respondent.id !== undefined) return `respondent-${hash(['respondent', respondent.id])}`;
  return ticketId === undefined ? undefined : `ticket-${hash(['ticket', ticketId])}`;
}

/** The id of the case that a subject gets as its `ordinal`-th one, counted from 1: always the same. */
export function caseIdOf(subject: string, ordinal: number): string {
  return `case-${hash([subject, ordinal])}`;
}

function hash(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
