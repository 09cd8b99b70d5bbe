import { measure, readingOf, type KpiDefinition, type Reading } from '#core/kpis';
import type { Segment } from '#core/segments';
import { formatPeriod, type Instant } from '#core/time';
import { windowAt } from '#core/windows';
import { windowOf, type WindowCells, type WindowRule } from './window-cells.ts';

/** The reading that an alert about a segment rests on, as a person would be shown it. */
export function readingBehind(
  rule: WindowRule,
  kpi: KpiDefinition,
  segment: Segment,
  {
    at,
    cells,
    watermark,
  }: { readonly at: Instant; readonly cells: WindowCells; readonly watermark: Instant | undefined },
): Reading {
  const length = windowOf(rule);
  const span = windowAt(at, length);
  const before = windowAt(span.from, length);
  const current = measure(kpi, span, { current: cells.cell(kpi.fact, segment, 0, length) });
  const previous = measure(kpi, before, { current: cells.cell(kpi.fact, segment, length, 2 * length) });
  return readingOf(kpi, { name: formatPeriod(length), span, watermark }, segment, current, previous);
}
