import type { Subject, SubjectKind } from '#core/subjects';

/** A subject as stored, with the version that a writer must have seen. */
export interface StoredSubject {
  readonly subject: Subject;
  readonly version: number;
  /** The subject as it is written in the database. */
  readonly text: string;
}

/**
 * The subjects that this process has written last. What it recalls is only ever used under the version that the database
 * names at that moment: whoever else writes a subject makes what is remembered of it worthless, never wrong.
 */
export class SubjectMemory {
  private readonly most: number;
  private readonly subjects = new Map<string, StoredSubject>();

  /** @param most how many subjects to remember */
  constructor(most: number) {
    this.most = most;
  }

  recall(kind: SubjectKind, key: string): StoredSubject | undefined {
    return this.subjects.get(nameOf(kind, key));
  }

  /** Call it with what was committed, never with what may still be rolled back. */
  remember(stored: readonly StoredSubject[]): void {
    for (const each of stored) {
      const name = nameOf(each.subject.kind, each.subject.key);
      this.subjects.delete(name);
      this.subjects.set(name, each);
    }
    for (const name of this.subjects.keys()) {
      if (this.subjects.size <= this.most) break;
      this.subjects.delete(name);
    }
  }
}

function nameOf(kind: SubjectKind, key: string): string {
  return `${kind} ${key}`;
}
