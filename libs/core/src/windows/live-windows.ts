import type { FactKind } from '#core/facts';
import { attributesKey, segmentOf, type Attributes, type Cut, type Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { Cell } from './cell.ts';
import type { Span } from './window.ts';

/** A fact of the ledger as it passes through the live windows. */
export interface LiveRow {
  readonly fact: FactKind;
  /** The number of its attributes; equal numbers have equal attributes. */
  readonly segment: number;
  readonly at: Instant;
  readonly measures: readonly number[];
  readonly weight: number;
}

/** What changed a slice, from the least telling to the most: a slice that several things changed is called by the last. */
const TOUCHES = ['clock', 'event', 'late', 'correction'] as const;

/**
 * - `clock`: time carried facts over an edge of a window
 * - `event`: a fact arrived
 * - `late`: one arrived that had happened more than a minute before
 * - `correction`: a fact was taken back
 */
export type Touch = (typeof TOUCHES)[number];

const LATE_AFTER: Milliseconds = 60_000;

/** The one of two that tells more. */
export function strongerTouch(a: Touch, b: Touch): Touch {
  return TOUCHES.indexOf(a) >= TOUCHES.indexOf(b) ? a : b;
}

/** One slice of the desk that is being watched, with its facts of one kind sorted by age. */
export interface LiveKey {
  readonly fact: FactKind;
  readonly segment: Segment;
  /** The facts of each band of age; see `LiveWindows`. An empty band has no cell. */
  readonly bands: (Cell | undefined)[];
}

/**
 * Rolling windows that move with the clock, for every watched slice at once.
 *
 * The past is cut into bands of age between consecutive edges: with the edges 0, 1 h and 2 h, band 0 holds what is
 * younger than an hour, band 1 what is one to two hours old, and the last band everything older. A fact sits in one
 * band at a time. It is added once when it arrives, whatever the number and length of the windows, and moved once each
 * time the clock carries it over an edge; which facts those are is read from the ledger. A window is the sum of the
 * bands it spans: exact, and free of residues since cells are groups.
 */
export class LiveWindows {
  /** Ages at which bands begin, rising, starting at 0. */
  readonly edges: readonly Milliseconds[];
  private readonly cuts: ReadonlyMap<FactKind, readonly Cut[]>;
  private readonly endless: ReadonlySet<FactKind>;
  private instant: Instant;
  /** Every key ever made: a slice that empties and fills again must be the same one, or its facts would part. */
  private readonly keys = new Map<string, LiveKey>();
  private readonly keysOfSegment = new Map<FactKind, Map<number, readonly LiveKey[]>>();
  private readonly touched = new Map<LiveKey, Touch>();

  /**
   * @param lengths ages at which windows begin or end
   * @param cuts the slices watched, for every kind of fact that is watched at all
   * @param endless kinds whose facts still count beyond the oldest edge (stocks)
   */
  constructor(
    lengths: readonly Milliseconds[],
    cuts: ReadonlyMap<FactKind, readonly Cut[]>,
    endless: ReadonlySet<FactKind>,
    at: Instant,
  ) {
    this.edges = [...new Set([0, ...lengths])].sort((a, b) => a - b);
    this.cuts = cuts;
    this.endless = endless;
    this.instant = at;
  }

  /** The instant at which all windows end. */
  get at(): Instant {
    return this.instant;
  }

  /** Takes in a row of the ledger, early or late; one that lies in the future waits for `cross`. */
  add(row: LiveRow, attributes: Attributes): void {
    const band = this.bandOf(row.at);
    if (band >= 0) this.addTo(band, row, attributes, 1, this.touchOf(row));
  }

  /** Takes in facts summed up already: how a reader starts, from panes instead of from every row. */
  addCell(band: number, cell: Cell, segment: number, attributes: Attributes): void {
    if (!this.holds(cell.shape.kind, band)) return;
    for (const key of this.keysFor(cell.shape.kind, segment, attributes)) {
      this.change(key, band, 'event', (sum) => sum.merge(cell));
    }
  }

  /**
   * What the ledger must be asked for before the clock can move on: per edge the span of event time that will cross it.
   */
  crossings(to: Instant): { readonly edge: number; readonly from: Instant; readonly to: Instant }[] {
    return this.edges.map((age, edge) => ({ edge, from: this.instant - age, to: to - age }));
  }

  /**
   * Moves the clock.
   *
   * @param to not before the present instant
   * @param rows for each edge the rows that cross it, as `crossings` asked; only rows that were added here before
   */
  cross(
    to: Instant,
    rows: Iterable<{ readonly edge: number; readonly row: LiveRow; readonly attributes: Attributes }>,
  ): void {
    this.instant = to;
    for (const { edge, row, attributes } of rows) {
      if (edge > 0) this.addTo(edge - 1, row, attributes, -1, 'clock');
      this.addTo(edge, row, attributes, 1, 'clock');
    }
  }

  /** The sum of the bands between two ages, both of which must be edges; `Infinity` for everything older. */
  cell(key: LiveKey, youngest: Milliseconds, oldest: Milliseconds): Cell {
    const sum = new Cell(key.fact);
    for (
      let band = this.bandFrom(youngest);
      band < key.bands.length && (this.edges[band] as number) < oldest;
      band += 1
    ) {
      const cell = key.bands[band];
      if (cell !== undefined) sum.merge(cell);
    }
    return sum;
  }

  /**
   * The bands of touched keys that hold few enough values for an exact percentile, but have forgotten them: so many left
   * again. Each with the span of event time it stands for; read the facts anew and `replace` it.
   */
  lacking(): { readonly key: LiveKey; readonly band: number; readonly span: Span }[] {
    return [...this.touched.keys()].flatMap((key) =>
      key.bands.flatMap((cell, band) => (cell?.lacksValues === true ? [{ key, band, span: this.spanOf(band) }] : [])),
    );
  }

  /** Puts a cell with the same facts in a band's place. */
  replace(key: LiveKey, band: number, cell: Cell): void {
    key.bands[band] = cell;
  }

  /** The span of event time of a band; the last one has no beginning. */
  spanOf(band: number): Span {
    return { from: this.instant - (this.edges[band + 1] ?? Infinity), to: this.instant - (this.edges[band] as number) };
  }

  /** The key of a slice, if any fact of it was ever seen. */
  find(fact: FactKind, segment: Segment): LiveKey | undefined {
    return this.keys.get(keyName(fact, segment));
  }

  /** The segments of a kind of fact that anything was ever heard of, those that are empty now included. */
  segmentsOf(fact: FactKind): Segment[] {
    return [...this.keys.values()].filter((key) => key.fact === fact).map(({ segment }) => segment);
  }

  /** The keys that changed since the last call and what changed them, those that are empty now included. */
  takeTouched(): ReadonlyMap<LiveKey, Touch> {
    const touched = new Map(this.touched);
    this.touched.clear();
    return touched;
  }

  private addTo(band: number, row: LiveRow, attributes: Attributes, times: 1 | -1, touch: Touch): void {
    if (!this.holds(row.fact, band)) return;
    for (const key of this.keysFor(row.fact, row.segment, attributes)) {
      this.change(key, band, touch, (sum) => sum.add(row.measures, times * row.weight));
    }
  }

  private change(key: LiveKey, band: number, touch: Touch, change: (sum: Cell) => void): void {
    const cell = key.bands[band] ?? new Cell(key.fact);
    change(cell);
    key.bands[band] = cell.isEmpty ? undefined : cell;
    this.touched.set(key, strongerTouch(this.touched.get(key) ?? 'clock', touch));
  }

  private touchOf({ weight, at }: LiveRow): Touch {
    if (weight < 0) return 'correction';
    return at < this.instant - LATE_AFTER ? 'late' : 'event';
  }

  /** Beyond the oldest edge only stocks are kept. */
  private holds(fact: FactKind, band: number): boolean {
    return band < this.edges.length - 1 || this.endless.has(fact);
  }

  private bandOf(at: Instant): number {
    const age = this.instant - at;
    // A window ends before `at`: a fact of exactly this instant is still to come.
    if (age <= 0) return -1;
    for (let band = this.edges.length - 1; band >= 0; band -= 1) {
      if (age > (this.edges[band] as number)) return band;
    }
    return -1;
  }

  private bandFrom(age: Milliseconds): number {
    const band = this.edges.indexOf(age);
    if (band < 0) throw new RangeError(`no band begins at the age of ${age} ms`);
    return band;
  }

  private keysFor(fact: FactKind, segment: number, attributes: Attributes): readonly LiveKey[] {
    let ofFact = this.keysOfSegment.get(fact);
    if (ofFact === undefined) this.keysOfSegment.set(fact, (ofFact = new Map()));
    let keys = ofFact.get(segment);
    if (keys === undefined) ofFact.set(segment, (keys = this.makeKeys(fact, attributes)));
    return keys;
  }

  private makeKeys(fact: FactKind, attributes: Attributes): LiveKey[] {
    const keys: LiveKey[] = [];
    for (const cut of this.cuts.get(fact) ?? []) {
      const segment = segmentOf(cut, attributes);
      if (segment === undefined) continue;
      const name = keyName(fact, segment);
      const key = this.keys.get(name) ?? { fact, segment, bands: this.edges.map(() => undefined) };
      this.keys.set(name, key);
      keys.push(key);
    }
    return keys;
  }
}

function keyName(fact: FactKind, segment: Segment): string {
  return `${fact} ${attributesKey(segment)}`;
}
