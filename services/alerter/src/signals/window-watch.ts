import { watchedWindows, type WindowCells, type WindowRule } from '#core/alerts';
import type { FactKind } from '#core/facts';
import type { Catalogue } from '#core/kpis';
import { attributesKey, type Cut, type Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { Cell } from '#core/windows';
import { LiveLedger, type Database, type SegmentDirectory, type Watching } from '#libs/postgres';

/** The windows that rules look at, moved from look to look. */
export class WindowWatch implements WindowCells {
  private readonly ledger: LiveLedger;
  private readonly sums = new Map<string, Map<string, Cell>>();

  private constructor(ledger: LiveLedger) {
    this.ledger = ledger;
  }

  /** Starts with windows that end at an instant, filled with all that is known now. */
  static async start(
    database: Database,
    segments: SegmentDirectory,
    watching: Watching,
    at: Instant,
  ): Promise<WindowWatch> {
    return new WindowWatch(await LiveLedger.start(database, segments, watching, at));
  }

  /** What must be watched for rules. @param heard kinds of facts to listen to, because others look at them */
  static watchingOf(rules: readonly WindowRule[], heard: readonly FactKind[], catalogue: Catalogue): Watching {
    const { ages, cuts } = watchedWindows(rules, catalogue);
    return { ages, cuts: new Map([...heard.map((fact) => [fact, []] as const), ...cuts]), endless: new Set() };
  }

  get watermark(): Instant | undefined {
    return this.ledger.watermark;
  }

  /** Takes in what has become known. @returns the earliest instant of the past that is another now, if any is */
  async catchUp(): Promise<Instant | undefined> {
    return this.ledger.catchUp();
  }

  /** Moves the windows' end on. */
  async advance(to: Instant): Promise<void> {
    await this.ledger.advance(to);
    for (const { fact, segment } of this.ledger.windows.takeTouched().keys()) this.sums.delete(nameOf(fact, segment));
  }

  /** Whether a rebuild has taken the place of what the windows were filled from. */
  async isSuperseded(): Promise<boolean> {
    return this.ledger.isSuperseded();
  }

  segments(fact: FactKind, cut: Cut): readonly Segment[] {
    return this.ledger.windows
      .segmentsOf(fact)
      .filter(
        (segment) =>
          Object.keys(segment).length === cut.length && cut.every((dimension) => segment[dimension] !== undefined),
      );
  }

  /** Most segments are quiet most of the time: their sums are kept until something moves in them. */
  cell(fact: FactKind, segment: Segment, youngest: Milliseconds, oldest: Milliseconds): Cell {
    const name = nameOf(fact, segment);
    const sums = this.sums.get(name) ?? new Map<string, Cell>();
    this.sums.set(name, sums);
    const span = `${youngest} ${oldest}`;
    const key = this.ledger.windows.find(fact, segment);
    const sum =
      sums.get(span) ?? (key === undefined ? new Cell(fact) : this.ledger.windows.cell(key, youngest, oldest));
    sums.set(span, sum);
    return sum;
  }
}

function nameOf(fact: FactKind, segment: Segment): string {
  return `${fact} ${attributesKey(segment)}`;
}
