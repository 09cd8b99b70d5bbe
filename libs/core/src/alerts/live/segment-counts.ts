import { attributesKey, segmentOf, type Attributes, type Cut, type Segment } from '#core/segments';
import { HOUR, type Instant } from '#core/time';

/** Facts of a kind in an hour or a day, of some combination of attributes. */
export interface CountedFacts {
  readonly attributes: Attributes;
  /** The start of the hour, or of the day. */
  readonly start: Instant;
  readonly n: number;
}

/** How many facts of a kind each segment of a cut had, by the hour or by the day. */
export class SegmentCounts {
  private readonly known = new Map<string, { readonly segment: Segment; readonly counts: Map<Instant, number> }>();
  private readonly first: Instant | undefined;

  /** @param first the first whole hour or day of which anything is known: what lies before is not known to be empty */
  constructor(cut: Cut, counted: Iterable<CountedFacts>, first: Instant | undefined) {
    this.first = first;
    for (const { attributes, start, n } of counted) {
      const segment = segmentOf(cut, attributes);
      if (segment === undefined) continue;
      const key = attributesKey(segment);
      const each = this.known.get(key) ?? { segment, counts: new Map<Instant, number>() };
      each.counts.set(start, (each.counts.get(start) ?? 0) + n);
      this.known.set(key, each);
    }
  }

  /** The segments that had facts in the hour or day that begins at an instant; without one, in any. */
  segments(start?: Instant): Segment[] {
    return [...this.known.values()]
      .filter(({ counts }) => start === undefined || (counts.get(start) ?? 0) > 0)
      .map(({ segment }) => segment);
  }

  /** `undefined` before anything is known. */
  countIn(segment: Segment, start: Instant): number | undefined {
    if (this.first === undefined || start < this.first) return undefined;
    return this.known.get(attributesKey(segment))?.counts.get(start) ?? 0;
  }

  /** The starts of those that had facts, in order, up to an instant. */
  occupied(segment: Segment, until: Instant): Instant[] {
    const counts = this.known.get(attributesKey(segment))?.counts ?? new Map<Instant, number>();
    return [...counts].flatMap(([start, n]) => (n > 0 && start < until ? [start] : [])).sort((a, b) => a - b);
  }
}

/** The hours that must be counted to judge one: itself, and the same of the weeks before with their neighbours. */
export function hoursAround(hour: Instant, weeks: number): Instant[] {
  const before = Array.from({ length: weeks }, (_, i) => hour - (i + 1) * 7 * 24 * HOUR);
  return [hour, ...before.flatMap((same) => [same - HOUR, same, same + HOUR])];
}
