import type { SurveyAnswered } from '#core/answers';
import type { TicketStateChanged } from '#core/tickets';
import { formatInstant } from '#core/time';
import type { NewRecord } from '#libs/event-log';
import { TOPICS, type InputTopic } from '#libs/events';
import type { SubjectEvent } from './subject-event.ts';

/** An event in CloudEvents' JSON format. */
export function cloudEvent({ source, id, recordedAt, data }: SubjectEvent): object {
  const recorded = recordedAt === undefined ? {} : { recordedtime: formatInstant(recordedAt) };
  const event = { specversion: '1.0', source, id, ...recorded };
  if (data.kind === 'survey-answered') return { ...event, type: 'survey.answered.v1', data: answered(data) };
  if (data.kind === 'ticket-state-changed')
    return { ...event, type: 'ticket.state-changed.v1', data: ticketChange(data) };
  return { ...event, type: 'survey.withdrawn.v1', data: { responseId: data.responseId } };
}

/** An event as a foreign producer writes it into Kafka: in structured mode. */
export function foreignRecord(key: string, event: SubjectEvent): NewRecord {
  const headers = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };
  return { key, value: JSON.stringify(cloudEvent(event)), headers };
}

export function topicOfEvent({ data }: SubjectEvent): InputTopic {
  return data.kind === 'ticket-state-changed' ? TOPICS.ticketState : TOPICS.surveyAnswered;
}

function answered(data: SurveyAnswered): object {
  const { responseId, revision, surveyId, answeredAt, answers, comment, respondent, about, ticketId } = data;
  return {
    responseId,
    revision,
    surveyId,
    answeredAt: formatInstant(answeredAt),
    answers,
    comment,
    respondent,
    about: { ...about, ticketId },
  };
}

function ticketChange(data: TicketStateChanged): object {
  const { ticketId, state, at, sequence, openedAt, attributes, resolvedAt, counts, sla } = data;
  return {
    ticketId,
    state,
    at: formatInstant(at),
    sequence,
    ...(openedAt === undefined ? {} : { openedAt: formatInstant(openedAt) }),
    attributes,
    ...(resolvedAt === undefined ? {} : { resolvedAt: resolvedAt === null ? null : formatInstant(resolvedAt) }),
    counts,
    sla: {
      ...(sla.dueAt === undefined ? {} : { dueAt: formatInstant(sla.dueAt) }),
      ...(sla.met === undefined ? {} : { met: sla.met }),
    },
  };
}
