import { CASE_STATES, type CaseChangedEvent, type CaseState } from '#core/case-changes';
import { scaleOfCode, scaleOf, type ResponseEvent } from '#core/answers';
import { TICKET_STATES, type TicketEvent, type TicketState } from '#core/tickets';
import type { Attributes } from '#core/segments';
import { withoutRepeats, withRepeats } from './repeats.ts';
import type { Subject, SubjectKind } from './subject.ts';

/** source, id, knownAt, then the data: a whole subject is read and written with every one of its events. */
type StoredTicketEvent = [
  source: string,
  id: string,
  knownAt: number,
  state: number,
  at: number,
  sequence: number,
  attributes: Attributes,
  said?: SaidOfTicket,
];

interface SaidOfTicket {
  readonly openedAt?: number | undefined;
  readonly resolvedAt?: number | null | undefined;
  readonly counts?: TicketEvent['data']['counts'] | undefined;
  readonly sla?: TicketEvent['data']['sla'] | undefined;
}

type StoredResponseEvent =
  | [source: string, id: string, knownAt: number]
  | [source: string, id: string, knownAt: number, invitation: number]
  | [
      source: string,
      id: string,
      knownAt: number,
      revision: number,
      answeredAt: number,
      answers: [question: string, scale: number, score: number][],
      flags: number,
      attributes: Attributes,
    ];

type StoredCaseEvent = [
  source: string,
  id: string,
  knownAt: number,
  version: number,
  at: number,
  state: number,
  attributes: Attributes,
  openedAt: number,
  /** Acknowledged, contacted, resolved, recovered: null for what has not happened. */
  steps: (number | null)[],
];

/** Each stands for the place it has here. */
const INVITATIONS = ['sent', 'declined'] as const;

const HAS_COMMENT = 1;
const MAY_RECOMMEND = 2;

/** Writes a subject's events as short JSON, a line each. */
export function writeSubject(subject: Subject): string {
  return withoutRepeats(rowsOf(subject, 0)).map(lineOf).join('');
}

/**
 * What `writeSubject` writes behind the first `known` events, 1 or more: a stored text grows by it as the subject learns.
 */
export function writeGrowth(subject: Subject, known: number): string {
  const [last, ...added] = rowsOf(subject, known - 1);
  return withoutRepeats(added, last).map(lineOf).join('');
}

function lineOf(row: readonly unknown[]): string {
  return `${JSON.stringify(row)}\n`;
}

/** The rows of the events from one on. */
function rowsOf(subject: Subject, from: number): readonly (readonly unknown[])[] {
  switch (subject.kind) {
    case 'ticket':
      return subject.events.slice(from).map(writeTicketEvent);
    case 'case':
      return subject.events.slice(from).map(writeCaseEvent);
    case 'response':
      return subject.events.slice(from).map(writeResponseEvent);
  }
}

/**
 * Reads what `writeSubject` and `writeGrowth` wrote.
 *
 * @throws RangeError for a state, a scale or an invitation that is not known: a newer version wrote it
 */
export function readSubject(kind: SubjectKind, key: string, text: string): Subject {
  const rows = withRepeats(JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as unknown[][]);
  if (kind === 'ticket') {
    return { kind, key, events: (rows as StoredTicketEvent[]).map((row) => readTicketEvent(key, row)) };
  }
  if (kind === 'case') return { kind, key, events: (rows as StoredCaseEvent[]).map(readCaseEvent) };
  return { kind, key, events: (rows as StoredResponseEvent[]).map(readResponseEvent) };
}

function writeCaseEvent({ source, id, knownAt, data }: CaseChangedEvent): StoredCaseEvent {
  const { version, at, state, attributes, openedAt, acknowledgedAt, contactedAt, resolvedAt, recoveredAt } = data;
  const steps = [acknowledgedAt, contactedAt, resolvedAt, recoveredAt].map((step) => step ?? null);
  return [source, id, knownAt, version, at, CASE_STATES.indexOf(state), attributes, openedAt, steps];
}

function readCaseEvent([
  source,
  id,
  knownAt,
  version,
  at,
  state,
  attributes,
  openedAt,
  steps,
]: StoredCaseEvent): CaseChangedEvent {
  const [acknowledgedAt, contactedAt, resolvedAt, recoveredAt] = steps.map((step) => step ?? undefined);
  const standing = { version, at, state: caseStateOf(state), attributes, openedAt };
  return {
    source,
    id,
    knownAt,
    data: { ...standing, acknowledgedAt, contactedAt, resolvedAt, recoveredAt },
  };
}

function caseStateOf(place: number): CaseState {
  const state = CASE_STATES[place];
  if (state === undefined) throw new RangeError(`no case state is stored as ${place}`);
  return state;
}

function writeTicketEvent({ source, id, knownAt, data }: TicketEvent): StoredTicketEvent {
  const { at, sequence, attributes, openedAt, resolvedAt } = data;
  const state = TICKET_STATES.indexOf(data.state);
  const counts = isEmpty(data.counts) ? undefined : data.counts;
  const sla = isEmpty(data.sla) ? undefined : data.sla;
  // What is undefined is left out of the JSON.
  return openedAt === undefined && resolvedAt === undefined && counts === undefined && sla === undefined
    ? [source, id, knownAt, state, at, sequence, attributes]
    : [source, id, knownAt, state, at, sequence, attributes, { openedAt, resolvedAt, counts, sla }];
}

function readTicketEvent(key: string, stored: StoredTicketEvent): TicketEvent {
  const [source, id, knownAt, state, at, sequence, attributes, said = {}] = stored;
  return {
    source,
    id,
    knownAt,
    data: {
      kind: 'ticket-state-changed',
      ticketId: key,
      state: stateOf(state),
      at,
      sequence,
      attributes,
      openedAt: said.openedAt,
      resolvedAt: said.resolvedAt,
      counts: said.counts ?? {},
      sla: said.sla ?? {},
    },
  };
}

function stateOf(place: number): TicketState {
  const state = TICKET_STATES[place];
  if (state === undefined) throw new RangeError(`no ticket state is stored as ${place}`);
  return state;
}

function writeResponseEvent({ source, id, knownAt, data }: ResponseEvent): StoredResponseEvent {
  if (data === 'withdrawn') return [source, id, knownAt];
  if (typeof data === 'string') return [source, id, knownAt, INVITATIONS.indexOf(data)];
  const flags = (data.hasComment ? HAS_COMMENT : 0) + (data.mayRecommend ? MAY_RECOMMEND : 0);
  const answers = data.answers.map(({ question, scale, score }): [string, number, number] => [
    question,
    scaleOf(scale).code,
    score,
  ]);
  return [source, id, knownAt, data.revision, data.answeredAt, answers, flags, data.attributes];
}

function readResponseEvent(stored: StoredResponseEvent): ResponseEvent {
  const [source, id, knownAt] = stored;
  if (stored.length === 3) return { source, id, knownAt, data: 'withdrawn' };
  if (stored.length === 4) return { source, id, knownAt, data: invitationOf(stored[3]) };
  const [, , , revision, answeredAt, answers, flags, attributes] = stored;
  return {
    source,
    id,
    knownAt,
    data: {
      revision,
      answeredAt,
      answers: answers.map(([question, scale, score]) => ({ question, scale: scaleOfCode(scale).id, score })),
      hasComment: (flags & HAS_COMMENT) !== 0,
      mayRecommend: (flags & MAY_RECOMMEND) !== 0,
      attributes,
    },
  };
}

function invitationOf(place: number): 'sent' | 'declined' {
  const invitation = INVITATIONS[place];
  if (invitation === undefined) throw new RangeError(`no invitation is stored as ${place}`);
  return invitation;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
