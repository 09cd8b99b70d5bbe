import type { Contribution } from '#core/facts';
import {
  learn,
  newSubject,
  SUBJECT_KINDS,
  subjectOf,
  unheardOf,
  writeGrowth,
  writeSubject,
  type Subject,
  type SubjectKind,
} from '#core/subjects';
import { loadSubjects, type GrownSubject, type Queries, type StoredSubject, type SubjectMemory } from '#libs/postgres';
import type { ReadEvent } from './decode-batch.ts';

/** Something for the ledger, with the subject it is about and the offset of the event that caused it. */
export interface CausedContribution {
  readonly contribution: Contribution;
  readonly subject: string;
  readonly cause: number;
}

/** What the subjects of a batch have learnt. */
export interface Learnt {
  /** The events that their subjects had not heard of, subject by subject. */
  readonly fresh: readonly ReadEvent[];
  /** What the ledger has to add, subject by subject in the order of their first event. */
  readonly contributions: readonly CausedContribution[];
  /** The subjects to be written, as they stand in the database once the transaction has committed. */
  readonly subjects: readonly GrownSubject[];
}

/** Events of one subject. */
interface Arrivals {
  readonly kind: SubjectKind;
  readonly key: string;
  /** The subject as this process remembers it. */
  readonly remembered: StoredSubject | undefined;
  readonly events: ReadEvent[];
}

/**
 * Tells every subject of its new events.
 *
 * @param memory subjects that need not be read from the database
 */
export async function learnEvents(
  queries: Queries,
  events: readonly ReadEvent[],
  memory: SubjectMemory,
): Promise<Learnt> {
  const arrivals = bySubject(events, memory);
  const stored = await loadUnremembered(queries, arrivals);
  const fresh: ReadEvent[] = [];
  const contributions: CausedContribution[] = [];
  const subjects: GrownSubject[] = [];
  for (const { kind, key, remembered, events: arrived } of arrivals) {
    const before = remembered ?? stored[kind].get(key);
    const subject = before?.subject ?? newSubject(kind, key);
    const unheard = unheardOf(subject, arrived);
    const last = unheard.at(-1);
    if (last === undefined) continue;
    const learnt = learn(subject, unheard);
    fresh.push(...unheard);
    subjects.push(grown(before, learnt.subject));
    for (const contribution of learnt.contributions) {
      contributions.push({ contribution, subject: key, cause: last.offset });
    }
  }
  return { fresh, contributions, subjects };
}

type Stored = Readonly<Record<SubjectKind, ReadonlyMap<string, StoredSubject>>>;

async function loadUnremembered(queries: Queries, arrivals: readonly Arrivals[]): Promise<Stored> {
  const missing = arrivals.filter(({ remembered }) => remembered === undefined);
  const keysOf = (wanted: SubjectKind): string[] => missing.flatMap(({ kind, key }) => (kind === wanted ? [key] : []));
  return {
    response: await loadSubjects(queries, 'response', keysOf('response')),
    ticket: await loadSubjects(queries, 'ticket', keysOf('ticket')),
    case: await loadSubjects(queries, 'case', keysOf('case')),
  };
}

function grown(before: StoredSubject | undefined, subject: Subject): GrownSubject {
  return before === undefined
    ? { subject, version: 1, added: writeSubject(subject) }
    : { subject, version: before.version + 1, added: writeGrowth(subject, before.subject.events.length) };
}

function bySubject(events: readonly ReadEvent[], memory: SubjectMemory): Arrivals[] {
  const arrivals: Record<SubjectKind, Map<string, Arrivals>> = {
    response: new Map(),
    ticket: new Map(),
    case: new Map(),
  };
  for (const event of events) {
    const { kind, key } = subjectOf(event.data);
    const arrival = arrivals[kind].get(key);
    if (arrival !== undefined) arrival.events.push(event);
    else arrivals[kind].set(key, { kind, key, remembered: memory.recall(kind, key), events: [event] });
  }
  return SUBJECT_KINDS.flatMap((kind) => [...arrivals[kind].values()]);
}
