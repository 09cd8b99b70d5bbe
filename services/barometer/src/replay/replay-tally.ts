import type { ReplayCount, ReplaySummary } from './replay-request.ts';

/** Lines of each kind that are shown. */
const SHOWN = 3;

/** What a replay has done so far. */
export class ReplayTally {
  private readonly counts = new Map<string, ReplayCount>();
  private readonly sample: string[] = [];
  private readonly complaints: string[] = [];

  /** The count of a kind, which is added to. */
  of(kind: string): ReplayCount {
    let count = this.counts.get(kind);
    if (count === undefined) this.counts.set(kind, (count = { read: 0, sent: 0, unfit: 0 }));
    return count;
  }

  get read(): number {
    return [...this.counts.values()].reduce((sum, { read }) => sum + read, 0);
  }

  show(line: string): void {
    if (this.sample.length < SHOWN) this.sample.push(line);
  }

  complain(line: string): void {
    if (this.complaints.length < SHOWN) this.complaints.push(line);
  }

  summary(finished: boolean): ReplaySummary {
    return { counts: this.counts, sample: this.sample, complaints: this.complaints, finished };
  }
}
