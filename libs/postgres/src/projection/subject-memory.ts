import type { Subject, SubjectKind } from '#core/subjects';

/** A subject as stored, with the version that a writer must have seen. */
export interface StoredSubject {
  readonly subject: Subject;
  readonly version: number;
}

/**
 * The subjects that this process has written last. A batch takes them as they are remembered; when somebody else has
 * written one meanwhile, its version tells, and the batch is rolled back (`SubjectChanged`).
 */
export class SubjectMemory {
  private readonly most: number;
  private readonly subjects: Readonly<Record<SubjectKind, Map<string, StoredSubject>>> = {
    response: new Map(),
    ticket: new Map(),
    case: new Map(),
  };

  /** @param most how many subjects of each kind to remember */
  constructor(most: number) {
    this.most = most;
  }

  recall(kind: SubjectKind, key: string): StoredSubject | undefined {
    return this.subjects[kind].get(key);
  }

  /** Call it with what was committed, never with what may still be rolled back. */
  remember(stored: readonly StoredSubject[]): void {
    for (const each of stored) {
      const ofKind = this.subjects[each.subject.kind];
      ofKind.delete(each.subject.key);
      ofKind.set(each.subject.key, each);
    }
    for (const ofKind of Object.values(this.subjects)) {
      for (const key of ofKind.keys()) {
        if (ofKind.size <= this.most) break;
        ofKind.delete(key);
      }
    }
  }

  /** Call it when something remembered has turned out to be out of date. */
  forget(): void {
    for (const ofKind of Object.values(this.subjects)) ofKind.clear();
  }
}
