import { measure, readingOf, type KpiDefinition, type Measured, type Reading } from '#core/kpis';
import { attributesKey, isWithin, segmentOf, type Segment } from '#core/segments';
import { parsePeriod, type Instant } from '#core/time';
import { Cell, windowAt, type Span } from '#core/windows';
import {
  CellSource,
  keptSince,
  ledgerEnds,
  PROJECTION_READ,
  RowsDropped,
  withinGeneration,
  type Database,
  type GroupOf,
  type SegmentDirectory,
} from '#libs/postgres';
import { NoLongerKept } from '../retention/no-longer-kept.ts';
import type { Question } from './question.ts';

/** The cells that one window of one group is measured from. */
interface Cells {
  readonly current: Cell;
  readonly left?: Cell;
  readonly recent?: Cell;
}

/** Answers questions about KPIs from the database: any window, at any instant, as known at any instant. */
export class ReadingDesk {
  private readonly database: Database;
  private readonly segments: SegmentDirectory;

  constructor(database: Database, segments: SegmentDirectory) {
    this.database = database;
    this.segments = segments;
  }

  /**
   * One reading, or with `groupBy` one per group that has anything in either window, by the group's key.
   *
   * @throws NoLongerKept when rows are needed that were dropped by age
   */
  async ask(question: Question): Promise<Reading[]> {
    return this.read(question).catch((error: unknown) => {
      throw error instanceof RowsDropped ? new NoLongerKept(error.since, error.instead) : error;
    });
  }

  private async read(question: Question): Promise<Reading[]> {
    return withinGeneration(this.database, async (tx) => {
      // In the snapshot itself: whatever segment one of its rows names was written before that row.
      const attributes = await this.segments.all(tx);
      const source = new CellSource(tx, await keptSince(tx, 'ledger'));
      const { watermark } = await ledgerEnds(tx, PROJECTION_READ);
      const groups = new Map<string, Segment>();
      const groupOf: GroupOf = (segment) => {
        const its = attributes.get(segment);
        if (its === undefined || !isWithin(question.segment, its)) return undefined;
        const group = segmentOf(question.groupBy, its);
        if (group === undefined) return undefined;
        const key = attributesKey(group);
        groups.set(key, { ...question.segment, ...group });
        return key;
      };
      if (question.groupBy.length === 0) groups.set(attributesKey({}), question.segment);

      const { kpi, window, at, knownAt } = question;
      const span = windowAt(at, window.length);
      const before = windowAt(span.from, window.length);
      const current = await this.measureAll(source, kpi, span, groupOf, knownAt);
      const previous = await this.measureAll(source, kpi, before, groupOf, knownAt);
      return [...groups]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, segment]) =>
          readingOf(kpi, { name: window.name, span, watermark }, segment, current(key), previous(key)),
        );
    });
  }

  /** Measures the KPI over a span for every group; a group without facts measures as empty. */
  private async measureAll(
    source: CellSource,
    kpi: KpiDefinition,
    span: Span,
    groupOf: GroupOf,
    knownAt: Instant | undefined,
  ): Promise<(group: string) => Measured> {
    const { formula } = kpi;
    if (formula.kind === 'stock') {
      const ever = { from: -Infinity, to: span.to };
      const entered = await source.cells(kpi.fact, ever, groupOf, knownAt);
      const left = await source.cells(formula.leaves, ever, groupOf, knownAt);
      return (group) =>
        measured(kpi, span, {
          current: entered.get(group) ?? new Cell(kpi.fact),
          left: left.get(group) ?? new Cell(formula.leaves),
        });
    }
    const cells = await source.cells(kpi.fact, span, groupOf, knownAt);
    const recent = await this.recentCells(source, kpi, span, groupOf, knownAt);
    return (group) =>
      measured(kpi, span, {
        current: cells.get(group) ?? new Cell(kpi.fact),
        ...(recent === undefined ? {} : { recent: recent.get(group) ?? new Cell(kpi.fact) }),
      });
  }

  private async recentCells(
    source: CellSource,
    kpi: KpiDefinition,
    span: Span,
    groupOf: GroupOf,
    knownAt: Instant | undefined,
  ): Promise<Map<string, Cell> | undefined> {
    if (kpi.formula.kind !== 'share' || kpi.formula.provisionalFor === undefined) return undefined;
    const length = parsePeriod(kpi.formula.provisionalFor) ?? 0;
    return source.cells(kpi.fact, { from: Math.max(span.from, span.to - length), to: span.to }, groupOf, knownAt);
  }
}

function measured(kpi: KpiDefinition, span: Span, cells: Cells): Measured {
  return measure(kpi, span, cells);
}
