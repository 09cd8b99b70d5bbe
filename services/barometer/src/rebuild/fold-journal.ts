import { learn, newSubject, subjectOf, writeSubject, type ArrivedEvent, type SubjectKind } from '#core/subjects';
import type { Contribution } from '#core/facts';
import type { JournaledEvent } from '#libs/postgres';
import { readJournaled } from './read-journaled.ts';

/** Something for the ledger, under the place of the event that made it known. */
export interface PlacedContribution {
  readonly contribution: Contribution;
  readonly subject: string;
  readonly stream: number;
  readonly cause: number;
}

/** A response or ticket with all of its events. */
export interface FoldedSubject {
  readonly kind: SubjectKind;
  readonly key: string;
  readonly text: string;
  /** Its events lie in more than one stream, so that they have no one order. */
  readonly scattered: boolean;
}

/** What a page of the journal comes to. */
export interface FoldedPage {
  readonly subjects: readonly FoldedSubject[];
  readonly contributions: readonly PlacedContribution[];
  /** Events that this version cannot read, though an earlier one could. */
  readonly unreadable: readonly JournaledEvent[];
}

/** An event of a subject, with its place. */
interface PlacedEvent extends ArrivedEvent {
  readonly stream: number;
  readonly offset: number;
}

interface Life {
  readonly kind: SubjectKind;
  readonly key: string;
  readonly events: PlacedEvent[];
}

/**
 * Folds every subject of a page from nothing. Its contributions are those that came about when its events arrived one by
 * one, but for what was added and taken back at one instant.
 *
 * @param page whole subjects, one behind the other
 */
export function foldJournal(page: readonly JournaledEvent[]): FoldedPage {
  const subjects: FoldedSubject[] = [];
  const contributions: PlacedContribution[] = [];
  const unreadable: JournaledEvent[] = [];
  for (const { kind, key, events } of livesOf(page, unreadable)) {
    const learnt = learn(newSubject(kind, key), events);
    const scattered = events.some(({ stream }) => stream !== events[0]?.stream);
    subjects.push({ kind, key, text: writeSubject(learnt.subject), scattered });
    // Of several that became known at once, the last one stands as the cause.
    const causes = new Map(events.map((event) => [event.knownAt, event]));
    for (const contribution of learnt.contributions) {
      const { stream, offset } = causes.get(contribution.knownAt) as PlacedEvent;
      contributions.push({ contribution, subject: key, stream, cause: offset });
    }
  }
  return { subjects, contributions, unreadable };
}

/** A response and a ticket may have one key: their events stand mixed. */
function* livesOf(page: readonly JournaledEvent[], unreadable: JournaledEvent[]): Generator<Life> {
  let lives: Life[] = [];
  let key: string | undefined;
  for (const place of page) {
    if (place.subject !== key) {
      yield* lives;
      lives = [];
      key = place.subject;
    }
    const read = readJournaled(place);
    if (read === undefined) {
      unreadable.push(place);
      continue;
    }
    const { kind } = subjectOf(read.data);
    let life = lives.find((other) => other.kind === kind);
    if (life === undefined) lives.push((life = { kind, key: place.subject, events: [] }));
    const { source, id, knownAt, stream, offset } = place;
    life.events.push({ source, id, knownAt, data: read.data, stream, offset });
  }
  yield* lives;
}
