import {
  learn,
  newSubject,
  subjectOf,
  writeGrownSubject,
  writeSubject,
  type ArrivedEvent,
  type Subject,
  type SubjectKind,
} from '#core/subjects';
import type { Contribution } from '#core/facts';
import { loadSubjects, saveSubjects, type Queries, type StoredSubject, type SubjectMemory } from '#libs/postgres';
import type { ReadEvent } from './decode-batch.ts';

/** Something for the ledger, with the subject it is about and the offset of the event that caused it. */
export interface CausedContribution {
  readonly contribution: Contribution;
  readonly subject: string;
  readonly cause: number;
}

/** New events of one subject. */
interface Arrivals {
  readonly kind: SubjectKind;
  readonly key: string;
  readonly events: ArrivedEvent[];
  /** The last of them to arrive stands as the cause of what the subject contributes. */
  cause: number;
}

/** What the subjects of a batch have learnt. */
export interface Learnt {
  /** What the ledger has to add, subject by subject in the order of their first event. */
  readonly contributions: readonly CausedContribution[];
  /** The subjects as they stand in the database once the transaction has committed. */
  readonly subjects: readonly StoredSubject[];
}

/**
 * Tells every subject of its new events and stores what it knows now.
 *
 * @param memory subjects that need not be read again if nobody else wrote them
 * @throws SubjectChanged when another partition wrote one of them meanwhile
 */
export async function learnEvents(
  queries: Queries,
  events: readonly ReadEvent[],
  memory: SubjectMemory,
): Promise<Learnt> {
  const arrivals = bySubject(events);
  const stored = new Map<SubjectKind, Map<string, StoredSubject>>();
  for (const kind of ['response', 'ticket'] as const) {
    const keys = arrivals.filter((arrival) => arrival.kind === kind).map((arrival) => arrival.key);
    stored.set(kind, await loadSubjects(queries, kind, keys, memory));
  }
  const contributions: CausedContribution[] = [];
  const changed: StoredSubject[] = [];
  for (const { kind, key, events: arrived, cause } of arrivals) {
    const before = stored.get(kind)?.get(key);
    const learnt = learn(before?.subject ?? newSubject(kind, key), arrived);
    changed.push(grown(before, learnt.subject));
    for (const contribution of learnt.contributions) contributions.push({ contribution, subject: key, cause });
  }
  await saveSubjects(queries, changed);
  return { contributions, subjects: changed };
}

function grown(before: StoredSubject | undefined, subject: Subject): StoredSubject {
  if (before === undefined) return { subject, version: 1, text: writeSubject(subject) };
  const text = writeGrownSubject(before.text, before.subject.events.length, subject);
  return { subject, version: before.version + 1, text };
}

function bySubject(events: readonly ReadEvent[]): Arrivals[] {
  const arrivals = new Map<string, Arrivals>();
  for (const { event, offset, knownAt } of events) {
    const subject = subjectOf(event.data);
    if (subject === undefined) continue;
    const name = `${subject.kind} ${subject.key}`;
    const arrival = arrivals.get(name) ?? { ...subject, events: [], cause: offset };
    arrival.events.push({ source: event.source, id: event.id, knownAt, data: event.data });
    arrival.cause = offset;
    arrivals.set(name, arrival);
  }
  return [...arrivals.values()];
}
