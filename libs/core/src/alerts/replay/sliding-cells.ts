import type { Contribution, FactKind } from '#core/facts';
import { attributesKey, segmentOf, type Cut, type Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { Cell } from '#core/windows';

interface Edge {
  readonly at: Instant;
  readonly contribution: Contribution;
  readonly sign: 1 | -1;
}

/** A segment that was ever heard of, and the sum of its facts. */
export interface SlidingCell {
  readonly segment: Segment;
  readonly cell: Cell;
  /** Rises with every change: what was made of an unchanged cell need not be made again. */
  changes: number;
}

/**
 * The sums of one kind of fact over ages from `youngest` to `oldest`, for every segment of a cut, on a clock that goes
 * forwards. A fact enters when it is old enough and known, and leaves when it is too old.
 */
export class SlidingCells {
  private readonly edges: readonly Edge[];
  private readonly cells = new Map<string, SlidingCell>();
  private readonly cut: Cut;
  private readonly fact: FactKind;
  private next = 0;

  constructor(
    contributions: readonly Contribution[],
    fact: FactKind,
    cut: Cut,
    { youngest, oldest }: { readonly youngest: Milliseconds; readonly oldest: Milliseconds },
  ) {
    this.cut = cut;
    this.fact = fact;
    this.edges = contributions
      .filter((each) => each.fact.kind === fact)
      .flatMap((contribution): Edge[] => {
        // A window ends before its instant: what happens at it is not in it yet.
        const enters = Math.max(contribution.fact.at + youngest + 1, contribution.knownAt);
        const leaves = contribution.fact.at + oldest + 1;
        if (leaves <= enters) return [];
        return [
          { at: enters, contribution, sign: 1 },
          { at: leaves, contribution, sign: -1 },
        ];
      })
      .sort((a, b) => a.at - b.at);
  }

  /** The cells at an instant, not before the last one asked for. Segments keep their cell when it is empty. */
  at(at: Instant): readonly SlidingCell[] {
    for (let edge = this.edges[this.next]; edge !== undefined && edge.at <= at; edge = this.edges[this.next]) {
      this.next += 1;
      const { fact, weight } = edge.contribution;
      const known = this.cellFor(fact.attributes);
      if (known === undefined) continue;
      known.cell.add(fact.measures, edge.sign * weight);
      known.changes += 1;
    }
    return [...this.cells.values()];
  }

  /** The cell of one segment; an empty one when it was never heard of. */
  of(segment: Segment): SlidingCell {
    return this.cells.get(attributesKey(segment)) ?? { segment, cell: new Cell(this.fact), changes: 0 };
  }

  private cellFor(attributes: Segment): SlidingCell | undefined {
    const segment = segmentOf(this.cut, attributes);
    if (segment === undefined) return undefined;
    const key = attributesKey(segment);
    const known = this.cells.get(key) ?? { segment, cell: new Cell(this.fact), changes: 0 };
    this.cells.set(key, known);
    return known;
  }
}
