import type { FactKind } from '#core/facts';
import { measure, readingOf, type KpiDefinition, type Measured, type Reading } from '#core/kpis';
import type { Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { Cell, windowAt, type LiveKey, type LiveWindows, type Span } from '#core/windows';
import { lengthOf, type WatchedWindow } from './watched.ts';

/** Reads KPIs from the live windows as they stand. Make a new one when they have changed: sums are taken once. */
export class LiveMeasures {
  private readonly live: LiveWindows;
  private readonly watermark: Instant | undefined;
  private readonly sums = new Map<LiveKey, Map<string, Cell>>();

  constructor(live: LiveWindows, watermark: Instant | undefined) {
    this.live = live;
    this.watermark = watermark;
  }

  /** The reading of a KPI for a watched slice and window. */
  read(kpi: KpiDefinition, segment: Segment, { name, length }: WatchedWindow): Reading {
    const span = windowAt(this.live.at, length);
    const current = this.measure(kpi, segment, span, 0, length);
    const previous = this.measure(kpi, segment, windowAt(span.from, length), length, 2 * length);
    return readingOf(kpi, { name, span, watermark: this.watermark }, segment, current, previous);
  }

  private measure(
    kpi: KpiDefinition,
    segment: Segment,
    span: Span,
    youngest: Milliseconds,
    oldest: Milliseconds,
  ): Measured {
    const { formula } = kpi;
    if (formula.kind === 'stock') {
      const current = this.cell(kpi.fact, segment, youngest, Infinity);
      return measure(kpi, span, { current, left: this.cell(formula.leaves, segment, youngest, Infinity) });
    }
    const current = this.cell(kpi.fact, segment, youngest, oldest);
    if (formula.kind === 'share' && formula.provisionalFor !== undefined) {
      const until = Math.min(oldest, youngest + lengthOf(formula.provisionalFor));
      return measure(kpi, span, { current, recent: this.cell(kpi.fact, segment, youngest, until) });
    }
    return measure(kpi, span, { current });
  }

  /** Several KPIs are read from the same facts of the same window. */
  private cell(fact: FactKind, segment: Segment, youngest: Milliseconds, oldest: Milliseconds): Cell {
    const key = this.live.find(fact, segment);
    if (key === undefined) return new Cell(fact);
    const ofKey = this.sums.get(key) ?? new Map<string, Cell>();
    this.sums.set(key, ofKey);
    const name = `${youngest} ${oldest}`;
    const sum = ofKey.get(name) ?? this.live.cell(key, youngest, oldest);
    ofKey.set(name, sum);
    return sum;
  }
}
