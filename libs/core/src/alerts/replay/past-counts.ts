import type { Contribution } from '#core/facts';
import { attributesKey, segmentOf, type Cut, type Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';

/** How many facts of a kind each segment had in each hour or day, as known at an instant. */
export class PastCounts {
  /** The first whole hour or day of the history. */
  first: Instant | undefined;
  private readonly known = new Map<string, { readonly segment: Segment; readonly counts: Map<Instant, number> }>();
  private readonly arriving: readonly Contribution[];
  private readonly cut: Cut;
  private readonly length: Milliseconds;
  private next = 0;

  constructor(history: readonly Contribution[], fact: string, cut: Cut, length: Milliseconds) {
    this.cut = cut;
    this.length = length;
    this.arriving = history.filter((each) => each.fact.kind === fact).sort((a, b) => a.knownAt - b.knownAt);
    const starts = this.arriving.map((each) => Math.ceil(each.knownAt / length) * length);
    this.first = starts[0];
  }

  learnUntil(at: Instant): void {
    for (
      let each = this.arriving[this.next];
      each !== undefined && each.knownAt <= at;
      each = this.arriving[this.next]
    ) {
      this.next += 1;
      const segment = segmentOf(this.cut, each.fact.attributes);
      if (segment === undefined) continue;
      const key = attributesKey(segment);
      const { counts } = this.known.get(key) ?? { counts: new Map<Instant, number>() };
      const start = Math.floor(each.fact.at / this.length) * this.length;
      counts.set(start, (counts.get(start) ?? 0) + each.weight);
      this.known.set(key, { segment, counts });
    }
  }

  segments(): Segment[] {
    return [...this.known.values()].map(({ segment }) => segment);
  }

  /** `undefined` before the history begins: not known is not zero. */
  countIn(key: string, start: Instant): number | undefined {
    if (this.first === undefined || start < this.first) return undefined;
    return this.known.get(key)?.counts.get(start) ?? 0;
  }

  occupied(key: string): Instant[] {
    const counts = [...(this.known.get(key)?.counts ?? [])];
    return counts
      .filter(([, count]) => count > 0)
      .map(([start]) => start)
      .sort((a, b) => a - b);
  }
}
