import type { Answer } from '#core/answers';
import { HOUR, MINUTE, type Instant } from '#core/time';
import type { Chance } from './chance.ts';
import { commentOn } from './comments.ts';
import type { DeskFact } from './desk-event.ts';
import { experienceOf, type Experience } from './experience.ts';
import { attributesOf } from './ticket-facts.ts';
import type { TicketCase, TicketLife } from './ticket-life.ts';

const SURVEY = 'after-ticket';
const PEOPLE_PER_COMPANY = 25;

/** What comes of the survey that some closed tickets are followed by: invitation, answer, second thoughts. */
export function surveyFacts(chance: Chance, ticket: TicketCase, life: TicketLife): DeskFact[] {
  const last = life.changes.at(-1);
  if (life.closedAt === undefined || last === undefined || !chance.happens(0.75)) return [];
  const responseId = `S-${ticket.ticketId}`;
  const sentAt = life.closedAt + chance.whole(2, 30) * MINUTE;
  const facts: DeskFact[] = [mention('survey.sent.v1', responseId, sentAt)];
  const experience = experienceOf(chance, ticket, life);
  const answersAt = sentAt + Math.round(chance.around(4 * HOUR, 1));
  // Those who are angry or delighted answer more often than those who do not mind.
  const eagerness = 0.25 + 0.5 * Math.abs(experience.happiness - 0.6);
  if (!chance.happens(eagerness)) {
    return chance.happens(0.08) ? [...facts, mention('survey.declined.v1', responseId, answersAt)] : facts;
  }

  const person = respondent(chance, ticket);
  const comments = chance.happens(experience.happiness < 0.6 ? 0.6 : 0.3);
  const comment = commentOn(chance, ticket, experience, last.agent?.name);
  const response = {
    responseId,
    surveyId: SURVEY,
    answeredAt: new Date(answersAt).toISOString(),
    answers: answersOf(chance, experience, person.mayRecommend ?? true),
    respondent: person,
    about: { ticketId: ticket.ticketId, ...attributesOf(ticket, last), journeyStage: 'support' },
  };
  const answered = (revision: number, at: Instant, words: object): DeskFact => {
    return {
      id: `${responseId}/${revision}`,
      type: 'survey.answered.v1',
      at,
      data: { ...response, revision, ...words },
    };
  };
  facts.push(answered(0, answersAt, comments ? { comment } : {}));
  const laterAt = answersAt + chance.whole(5, 600) * MINUTE;
  if (!comments && chance.happens(0.12)) facts.push(answered(1, laterAt, { comment }));
  if (chance.happens(0.005)) facts.push(mention('survey.withdrawn.v1', responseId, laterAt + 24 * HOUR));
  return facts;
}

function mention(
  type: 'survey.sent.v1' | 'survey.declined.v1' | 'survey.withdrawn.v1',
  responseId: string,
  at: Instant,
): DeskFact {
  return { id: `${responseId}/${type.split('.')[1] ?? ''}`, type, at, data: { responseId, surveyId: SURVEY } };
}

function respondent(chance: Chance, { company }: TicketCase) {
  const id = `${company.name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${chance.whole(1, PEOPLE_PER_COMPANY)}`;
  const bound = company.segment === 'enterprise' && chance.happens(0.06);
  return { id, company: company.name, segment: company.segment, ...(bound ? { mayRecommend: false } : {}) };
}

function answersOf(chance: Chance, { happiness }: Experience, mayRecommend: boolean): Answer[] {
  const score = (lowest: number, highest: number) => {
    const meant = lowest + (highest - lowest) * (happiness + 0.06 * chance.normal());
    return Math.min(highest, Math.max(lowest, Math.round(meant)));
  };
  const recommend = score(0, 10);
  return [
    // Who may not recommend a supplier answers 0, however pleased.
    { question: 'recommend', scale: 'nps-0-10', score: mayRecommend ? recommend : 0 },
    { question: 'satisfied', scale: 'csat-1-5', score: score(1, 5) },
    ...(chance.happens(0.4) ? [{ question: 'easy', scale: 'ces-ease-1-7' as const, score: score(1, 7) }] : []),
  ];
}
