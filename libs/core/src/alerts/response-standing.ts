import type { Answer, SurveyAnswered, SurveyWithdrawn } from '#core/answers';
import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import { namedSegment } from './alert-dimensions.ts';
import { answersThatMeet, isFresh, type EventRule } from './event-rule.ts';

/**
 * All that alerts need to know of a response. Standings are joined: the join of any events, in any order and with any
 * repetitions, is the same, so that nothing else has to be kept of them.
 */
export type ResponseStanding = 'withdrawn' | RatedStanding;

export interface RatedStanding {
  /** The highest revision; of two with the same number the one with the greater id (then source). */
  readonly revision: RatedRevision;
  /** The rules that some revision met while it was fresh, sorted: only these may raise an alert. */
  readonly roused: readonly string[];
}

export interface RatedRevision {
  readonly revision: number;
  readonly source: string;
  readonly id: string;
  /** The rules that the revision meets; empty when nobody is unhappy, and then nothing else is kept of it. */
  readonly breaches: readonly Breach[];
}

/** A rule that a revision meets, and the answers by which it does. */
export interface Breach {
  readonly rule: string;
  readonly answers: readonly Answer[];
  readonly segment: Attributes;
  /** Whose case it is: see `LoggedResponse`. */
  readonly subject?: string;
  readonly ticketId?: string;
}

/** An event of a response as the log has it. */
export interface LoggedResponse {
  readonly source: string;
  readonly id: string;
  /** When the log took the event. */
  readonly loggedAt: Instant;
  /** Stands for the respondent, else for the ticket: what other alerts about the same unhappiness are found by. No name. */
  readonly subject?: string;
  readonly data: SurveyAnswered | SurveyWithdrawn;
}

/** The standing of a response of which only this event is known. */
export function standingOf(
  { source, id, loggedAt, subject, data }: LoggedResponse,
  rules: readonly EventRule[],
): ResponseStanding {
  if (data.kind === 'survey-withdrawn') return 'withdrawn';
  const met = rules
    .map((rule) => ({ rule, answers: answersThatMeet(rule, data) }))
    .filter(({ answers }) => answers.length > 0);
  const breaches = met.map(({ rule, answers }) => ({
    rule: rule.id,
    answers,
    segment: segmentOf(data),
    ...(subject === undefined ? {} : { subject }),
    ...(data.ticketId === undefined ? {} : { ticketId: data.ticketId }),
  }));
  const roused = met.filter(({ rule }) => isFresh(rule, data.answeredAt, loggedAt)).map(({ rule }) => rule.id);
  return { revision: { revision: data.revision, source, id, breaches }, roused: roused.sort() };
}

/** What is known of a response by two standings together. A withdrawal is final, whatever revision it meets. */
export function joinStandings(a: ResponseStanding | undefined, b: ResponseStanding): ResponseStanding {
  if (a === undefined) return b;
  if (a === 'withdrawn' || b === 'withdrawn') return 'withdrawn';
  return {
    revision: supersedes(b.revision, a.revision) ? b.revision : a.revision,
    roused: [...new Set([...a.roused, ...b.roused])].sort(),
  };
}

/** What calls for an alert now. */
export function breachesThatFire(standing: ResponseStanding): readonly Breach[] {
  if (standing === 'withdrawn') return [];
  return standing.revision.breaches.filter(({ rule }) => standing.roused.includes(rule));
}

/** The same order as `standingRevision` of the answers, or an alert would speak of another revision than the KPIs. */
function supersedes(a: RatedRevision, b: RatedRevision): boolean {
  if (a.revision !== b.revision) return a.revision > b.revision;
  return a.id === b.id ? a.source > b.source : a.id > b.id;
}

function segmentOf({ about, respondent }: SurveyAnswered): Attributes {
  return namedSegment({
    ...about,
    ...(respondent.company === undefined ? {} : { company: respondent.company }),
    ...(respondent.segment === undefined ? {} : { segment: respondent.segment }),
  });
}
