import type { SurveyAnsweredData, TicketStateChangedData } from '#libs/events';
import { formatInstant } from '#core/time';

/** An event in CloudEvents' JSON format. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly recordedtime?: string;
  readonly data: object;
}

export interface GivenAnswer {
  readonly responseId: string;
  readonly score: number;
  /** When it was given, in epoch milliseconds. */
  readonly at: number;
  readonly team: string;
  readonly channel?: string;
  readonly comment?: string;
  readonly revision?: number;
  /** Default: somebody who gives no other answer. */
  readonly respondent?: string;
  /** When it became known. Default: when the log takes it. */
  readonly recordedAt?: number;
}

/** One answer to "would you recommend us?". The same response and revision is the same event. */
export function answered(given: GivenAnswer): CloudEvent {
  const { responseId, score, at, team, channel, comment, revision = 0, recordedAt, respondent } = given;
  const data: SurveyAnsweredData = {
    responseId,
    revision,
    answeredAt: formatInstant(at),
    answers: [{ question: 'recommend', scale: 'nps-0-10', score }],
    respondent: { id: respondent ?? `customer of ${responseId}` },
    about: { team, channel },
    comment,
  };
  return event('survey.answered.v1', `${responseId}-${revision}`, at, data, recordedAt);
}

export function withdrawn(responseId: string, at: number): CloudEvent {
  return event('survey.withdrawn.v1', `${responseId}-withdrawn`, at, { responseId });
}

/** A ticket came into a state. */
export function ticket(
  ticketId: string,
  state: TicketStateChangedData['state'],
  at: number,
  team: string,
  sla?: { readonly met: boolean },
): CloudEvent {
  const data: TicketStateChangedData = { ticketId, state, at: formatInstant(at), attributes: { team }, sla };
  return event('ticket.state-changed.v1', `${ticketId}-${state}`, at, data);
}

function event(type: string, id: string, at: number, data: object, recordedAt?: number): CloudEvent {
  const recorded = recordedAt === undefined ? {} : { recordedtime: formatInstant(recordedAt) };
  return { specversion: '1.0', id, source: '/end-to-end', type, time: formatInstant(at), ...recorded, data };
}
