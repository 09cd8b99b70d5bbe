import { applyToCase, type Case, type CaseEvent } from '#core/cases';
import type { GrownCase, KnownCase } from '#libs/postgres';

/** A case before and after what has happened to it. */
export interface CaseGrowth extends GrownCase {
  readonly before: Case | undefined;
}

/** The cases that a transaction holds, and what happens to them in it. */
export class CaseBook {
  private readonly ordinals = new Map<string, number>();
  private readonly before = new Map<string, Case>();
  private readonly now = new Map<string, Case>();
  private readonly bySubject = new Map<string, string[]>();
  private readonly byAnswer = new Map<string, string[]>();

  /** @param held the cases of a subject from the oldest on */
  constructor(held: readonly KnownCase[]) {
    for (const { known, ordinal } of held) {
      this.before.set(known.caseId, known);
      this.enter(known, ordinal);
      for (const { responseId } of known.recoveries) push(this.byAnswer, responseId, known.caseId);
    }
  }

  find(caseId: string | undefined): Case | undefined {
    return caseId === undefined ? undefined : this.now.get(caseId);
  }

  /** The cases of a subject, the oldest first. */
  casesOf(subject: string): readonly Case[] {
    return (this.bySubject.get(subject) ?? []).map((caseId) => this.now.get(caseId) as Case);
  }

  /** The cases whose loop the answer had closed before. */
  closedBy(responseId: string): readonly Case[] {
    return (this.byAnswer.get(responseId) ?? []).map((caseId) => this.now.get(caseId) as Case);
  }

  /** Which one the next case of a subject would be, from 1. */
  nextOrdinal(subject: string): number {
    const last = this.bySubject.get(subject)?.at(-1);
    return last === undefined ? 1 : (this.ordinals.get(last) as number) + 1;
  }

  /**
   * Lets something happen to a case, or opens one.
   *
   * @param known the case as it stands; `undefined` when the first event opens it
   */
  write(known: Case | undefined, events: readonly CaseEvent[]): Case | undefined {
    if (events.length === 0) return known;
    const grown = events.reduce<Case | undefined>(applyToCase, known) as Case;
    if (known === undefined) this.enter(grown, this.nextOrdinal(grown.subject));
    else this.now.set(grown.caseId, grown);
    return grown;
  }

  /** The cases that something has happened to. */
  get grown(): readonly CaseGrowth[] {
    return [...this.now.values()].flatMap((grown) => {
      const before = this.before.get(grown.caseId);
      const added = grown.version - (before?.version ?? 0);
      const ordinal = this.ordinals.get(grown.caseId) as number;
      return added === 0 ? [] : [{ before, ordinal, grown, added }];
    });
  }

  private enter(known: Case, ordinal: number): void {
    this.now.set(known.caseId, known);
    this.ordinals.set(known.caseId, ordinal);
    push(this.bySubject, known.subject, known.caseId);
  }
}

function push(lists: Map<string, string[]>, key: string, caseId: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [caseId]);
  else list.push(caseId);
}
