import { measure, readingOf, type KpiDefinition, type Measured, type Reading } from '#core/kpis';
import type { Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { Cell, windowAt, type LiveWindows, type Span } from '#core/windows';
import type { FactKind } from '#core/facts';
import { lengthOf, type WatchedWindow } from './watched.ts';

/** The reading of a KPI for a watched slice and window, as the live windows stand. */
export function readLive(
  live: LiveWindows,
  kpi: KpiDefinition,
  segment: Segment,
  window: WatchedWindow,
  watermark: Instant | undefined,
): Reading {
  const span = windowAt(live.at, window.length);
  const current = measureAged(live, kpi, segment, span, 0, window.length);
  const before = windowAt(span.from, window.length);
  const previous = measureAged(live, kpi, segment, before, window.length, 2 * window.length);
  return readingOf(kpi, { name: window.name, span, watermark }, segment, current, previous);
}

function measureAged(
  live: LiveWindows,
  kpi: KpiDefinition,
  segment: Segment,
  span: Span,
  youngest: Milliseconds,
  oldest: Milliseconds,
): Measured {
  const { formula } = kpi;
  if (formula.kind === 'stock') {
    const current = cellOf(live, kpi.fact, segment, youngest, Infinity);
    return measure(kpi, span, { current, left: cellOf(live, formula.leaves, segment, youngest, Infinity) });
  }
  const current = cellOf(live, kpi.fact, segment, youngest, oldest);
  if (formula.kind === 'share' && formula.provisionalFor !== undefined) {
    const until = Math.min(oldest, youngest + lengthOf(formula.provisionalFor));
    return measure(kpi, span, { current, recent: cellOf(live, kpi.fact, segment, youngest, until) });
  }
  return measure(kpi, span, { current });
}

function cellOf(
  live: LiveWindows,
  fact: FactKind,
  segment: Segment,
  youngest: Milliseconds,
  oldest: Milliseconds,
): Cell {
  const key = live.find(fact, segment);
  return key === undefined ? new Cell(fact) : live.cell(key, youngest, oldest);
}
