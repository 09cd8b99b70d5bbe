import { responseFacts, revisionOf, type ResponseEvent, type SurveyEvent } from '#core/answers';
import { caseFacts, standingOf, type CaseChanged, type CaseChangedEvent } from '#core/case-changes';
import { contributionsOf, type Contribution } from '#core/facts';
import { growingTicketFacts, type TicketEvent, type TicketStateChanged } from '#core/tickets';
import type { Instant } from '#core/time';

/** What events are about and facts are folded from: a response to a survey, a ticket, or a case. */
export const SUBJECT_KINDS = ['response', 'ticket', 'case'] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** The numbers that stand for the kinds in the table of subjects. */
export const SUBJECT_CODES: Readonly<Record<SubjectKind, number>> = { response: 1, ticket: 2, case: 3 };

/** @throws RangeError when no kind has that code: a newer version wrote it */
export function subjectKindOf(code: number): SubjectKind {
  const kind = SUBJECT_KINDS.find((each) => SUBJECT_CODES[each] === code);
  if (kind === undefined) throw new RangeError(`no kind of subject has the code ${code}`);
  return kind;
}

/** A subject with the events that are known of it, in the short form that the fold needs. */
export type Subject =
  | { readonly kind: 'response'; readonly key: string; readonly events: readonly ResponseEvent[] }
  | { readonly kind: 'ticket'; readonly key: string; readonly events: readonly TicketEvent[] }
  | { readonly kind: 'case'; readonly key: string; readonly events: readonly CaseChangedEvent[] };

/** An event as it comes out of the log: its identity, when it became known, and what it says. */
export interface ArrivedEvent {
  readonly source: string;
  readonly id: string;
  readonly knownAt: Instant;
  readonly data: SurveyEvent | TicketStateChanged | CaseChanged;
}

/** Which subject an event belongs to. */
export function subjectOf(data: ArrivedEvent['data']): { kind: SubjectKind; key: string } {
  if (data.kind === 'ticket-state-changed') return { kind: 'ticket', key: data.ticketId };
  if (data.kind === 'case-changed') return { kind: 'case', key: data.caseId };
  return { kind: 'response', key: data.responseId };
}

/** A subject of which nothing is known yet. */
export function newSubject(kind: SubjectKind, key: string): Subject {
  return { kind, key, events: [] };
}

/**
 * The events that a subject has not heard of yet, each once. This is what drops duplicates: an event is named by its
 * source and id, and whatever arrives again belongs to the same subject again.
 */
export function unheardOf<Event extends ArrivedEvent>(subject: Subject, arrived: readonly Event[]): Event[] {
  if (subject.events.length * arrived.length <= FEW) {
    return arrived.filter(
      (event, place) =>
        !subject.events.some((known) => isSameEvent(known, event)) &&
        !arrived.slice(0, place).some((earlier) => isSameEvent(earlier, event)),
    );
  }
  const heard = new Set((subject.events as readonly EventIdentity[]).map(identityKey));
  return arrived.filter((event) => {
    const before = heard.size;
    return heard.add(identityKey(event)).size > before;
  });
}

type EventIdentity = Pick<ArrivedEvent, 'source' | 'id'>;

/** Up to so many comparisons are quicker than a set. */
const FEW = 100;

function isSameEvent(a: EventIdentity, b: EventIdentity): boolean {
  return a.id === b.id && a.source === b.source;
}

function identityKey({ source, id }: EventIdentity): string {
  return JSON.stringify([source, id]);
}

/** A ticket that was told something goes on folding from there when it is told more, as long as somebody keeps it. */
const ticketFolds = new WeakMap<readonly TicketEvent[], ReturnType<typeof growingTicketFacts>>();

/**
 * Tells a subject of new events.
 *
 * @param arrived at least one, all of this subject, all of them unheard of
 * @returns the subject with them, and what the ledger has to add
 * @throws RangeError for an event that belongs to no subject of this kind
 */
export function learn(
  subject: Subject,
  arrived: readonly ArrivedEvent[],
): { readonly subject: Subject; readonly contributions: readonly Contribution[] } {
  if (subject.kind === 'ticket') {
    const events = arrived.map(ticketEvent);
    const factsOf = ticketFolds.get(subject.events) ?? growingTicketFacts();
    const known = [...subject.events, ...events];
    ticketFolds.set(known, factsOf);
    return {
      subject: { ...subject, events: known },
      contributions: contributionsOf(subject.events, events, factsOf),
    };
  }
  if (subject.kind === 'case') {
    const events = arrived.map(caseEvent);
    return {
      subject: { ...subject, events: [...subject.events, ...events] },
      contributions: contributionsOf(subject.events, events, caseFacts),
    };
  }
  const events = arrived.map(responseEvent);
  return {
    subject: { ...subject, events: [...subject.events, ...events] },
    contributions: contributionsOf(subject.events, events, responseFacts),
  };
}

function ticketEvent(event: ArrivedEvent): TicketEvent {
  const { data } = event;
  if (data.kind !== 'ticket-state-changed') throw foreign('ticket', data);
  const { source, id, knownAt } = event;
  return { source, id, knownAt, data };
}

function caseEvent(event: ArrivedEvent): CaseChangedEvent {
  const { source, id, knownAt, data } = event;
  if (data.kind !== 'case-changed') throw foreign('case', data);
  return { source, id, knownAt, data: standingOf(data) };
}

function responseEvent(event: ArrivedEvent): ResponseEvent {
  const { source, id, knownAt, data } = event;
  if (data.kind === 'survey-answered') return { source, id, knownAt, data: revisionOf(data) };
  if (data.kind === 'ticket-state-changed' || data.kind === 'case-changed') throw foreign('response', data);
  return { source, id, knownAt, data: WORDS[data.kind] };
}

const WORDS = { 'survey-withdrawn': 'withdrawn', 'survey-sent': 'sent', 'survey-declined': 'declined' } as const;

function foreign(kind: SubjectKind, data: ArrivedEvent['data']): RangeError {
  return new RangeError(`a ${kind} learns nothing from "${data.kind}": ask subjectOf where an event belongs`);
}
