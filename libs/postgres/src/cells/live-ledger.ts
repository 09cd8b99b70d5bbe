import { factCode, type FactKind } from '#core/facts';
import { isWithin, type Attributes, type Cut } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { Cell, LiveWindows } from '#core/windows';
import type { Database } from '../database.ts';
import type { SegmentDirectory } from '../projection/segments.ts';
import { ledgerCrossings, ledgerEnds, ledgerFacts, ledgerTail, type LedgerRow } from '../reading/ledger-rows.ts';
import { generationOf, withinGeneration } from '../rebuild/generation.ts';
import { keptSince } from '../retention/kept-since.ts';
import { CellSource } from './cell-source.ts';

/** The projection whose ledger is read: the projector's. */
export const PROJECTION_READ = 'kpis';

/** What the windows must hold. */
export interface Watching {
  /** Ages at which windows begin or end. */
  readonly ages: readonly Milliseconds[];
  /** A kind without a cut is only listened to. */
  readonly cuts: ReadonlyMap<FactKind, readonly Cut[]>;
  /** Kinds whose facts still count beyond the oldest edge. */
  readonly endless: ReadonlySet<FactKind>;
}

const ROWS_AT_ONCE = 5_000;

/** What the windows were filled from. */
interface FilledFrom {
  readonly positions: ReadonlyMap<number, number>;
  readonly watermark: Instant | undefined;
  readonly generation: number;
}

/**
 * The live windows kept in step with the ledger: started from panes, then told of every row behind them, in order, and
 * of every row that the clock carries over an edge. It holds no state of its own that a restart could not rebuild.
 */
export class LiveLedger {
  private readonly database: Database;
  private readonly segments: SegmentDirectory;
  private readonly watched: Watching;
  private readonly positions: Map<number, number>;
  readonly windows: LiveWindows;
  private readonly generation: number;
  private latest: Instant | undefined;

  private constructor(
    database: Database,
    segments: SegmentDirectory,
    watched: Watching,
    windows: LiveWindows,
    { positions, watermark, generation }: FilledFrom,
  ) {
    this.database = database;
    this.segments = segments;
    this.watched = watched;
    this.windows = windows;
    this.positions = new Map(positions);
    this.generation = generation;
    this.latest = watermark;
  }

  /** Starts with windows that end at an instant. */
  static start(database: Database, segments: SegmentDirectory, watched: Watching, at: Instant): Promise<LiveLedger> {
    const windows = new LiveWindows(watched.ages, watched.cuts, watched.endless, at);
    return withinGeneration(database, async (tx) => {
      const generation = await generationOf(tx, PROJECTION_READ);
      const ends = await ledgerEnds(tx, PROJECTION_READ);
      const source = new CellSource(tx, await keptSince(tx, 'ledger'));
      for (const band of windows.edges.keys()) {
        const span = windows.spanOf(band);
        for (const [fact, cuts] of watched.cuts) {
          if (cuts.length === 0) continue;
          if (span.from === -Infinity && !watched.endless.has(fact)) continue;
          for (const [segment, cell] of await source.cells(fact, span, String)) {
            windows.addCell(band, cell, Number(segment), await segments.attributes(Number(segment)));
          }
        }
      }
      return new LiveLedger(database, segments, watched, windows, { ...ends, generation });
    });
  }

  /**
   * Whether a rebuild has taken the ledger's place: positions in the old one mean nothing in the new one. Ask it after
   * everything else and before the windows are read; when it says yes, start anew.
   */
  async isSuperseded(): Promise<boolean> {
    return (await generationOf(this.database, PROJECTION_READ)) !== this.generation;
  }

  /** Every event that the log took before this instant is in the windows; `undefined` before the first one. */
  get watermark(): Instant | undefined {
    return this.latest;
  }

  /**
   * Takes in all rows that the ledger has gained.
   *
   * @returns the earliest instant among those that lie before the windows' end: from there on the past is another;
   *   `undefined` when nothing of the past has changed
   */
  async catchUp(): Promise<Instant | undefined> {
    let earliest: Instant | undefined;
    const { positions: ends, watermark } = await ledgerEnds(this.database, PROJECTION_READ);
    for (const [stream, end] of ends) {
      let next = this.positions.get(stream) ?? 0;
      while (next < end) {
        const tail = await ledgerTail(this.database, stream, next, ROWS_AT_ONCE);
        if (tail.length === 0) break;
        const attributes = await this.attributesOf(tail);
        // From here to the new position nothing may wait: half a page taken in twice would count twice.
        for (const [i, row] of tail.entries()) {
          this.windows.add(row, attributes[i] as Attributes);
          if (this.watched.cuts.has(row.fact)) earliest = Math.min(earliest ?? this.windows.at, row.at);
        }
        next += tail.length;
        this.positions.set(stream, next);
      }
    }
    this.latest = watermark;
    return earliest !== undefined && earliest < this.windows.at ? earliest : undefined;
  }

  /** Moves the windows' end on. Only rows that were taken in can cross an edge; the others will be sorted in when they come. */
  async advance(to: Instant): Promise<void> {
    if (to <= this.windows.at) return;
    const crossings = this.windows.crossings(to);
    const rows = await ledgerCrossings(this.database, crossings, this.positions);
    const attributes = await this.attributesOf(rows.map(({ row }) => row));
    this.windows.cross(
      to,
      rows.map(({ span, row }, i) => ({ edge: span, row, attributes: attributes[i] as Attributes })),
    );
  }

  /** Makes percentiles exact again where few values are left of many. Call it before the windows are read. */
  async completeValues(): Promise<void> {
    const lacking = this.windows.lacking();
    if (lacking.length === 0) return;
    const attributes = await this.segments.all();
    for (const { key, band, span } of lacking) {
      const segments = [...attributes].filter(([, its]) => isWithin(key.segment, its)).map(([segment]) => segment);
      const cell = new Cell(key.fact);
      const facts = await ledgerFacts(this.database, factCode(key.fact), span, { segments, upTo: this.positions });
      for (const { measures, weight } of facts) cell.add(measures, weight);
      this.windows.replace(key, band, cell);
    }
  }

  private async attributesOf(rows: readonly LedgerRow[]): Promise<Attributes[]> {
    const attributes: Attributes[] = [];
    for (const { segment } of rows) attributes.push(await this.segments.attributes(segment));
    return attributes;
  }
}
