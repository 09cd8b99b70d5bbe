import { measure, type KpiDefinition } from '#core/kpis';
import { attributesKey, type Cut, type Segment } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import { judgeBudget, spentOf } from '../judges/budget.ts';
import { judgeDrops } from '../judges/drop.ts';
import { judgeRate } from '../judges/rate.ts';
import { sampleOf, type Sample } from '../judges/sample.ts';
import type { Verdict } from '../judges/verdict.ts';
import type { BudgetRule } from '../rules/rule.ts';
import type { WindowCells, WindowRule } from './window-cells.ts';

/** What a judge says of a segment. */
export interface SegmentVerdict {
  readonly segment: Segment;
  readonly verdict: Verdict;
}

/**
 * Judges all segments of a cut at an instant, together where the rule's judge weighs them together.
 *
 * @param cells as of the instant
 * @param remembered segments of the cut to judge too when nothing is left of them: an alert about one must come to its end
 */
export function judgeWindows(
  rule: WindowRule,
  kpi: KpiDefinition,
  cut: Cut,
  at: Instant,
  cells: WindowCells,
  remembered: readonly Segment[],
): readonly SegmentVerdict[] {
  const segments = together(cells.segments(kpi.fact, cut), remembered);
  const sample = (segment: Segment, youngest: Milliseconds, oldest: Milliseconds): Sample => {
    const span = { from: at - oldest, to: at - youngest };
    return sampleOf(kpi, measure(kpi, span, { current: cells.cell(kpi.fact, segment, youngest, oldest) }));
  };
  switch (rule.kind) {
    case 'rate':
      return segments.map((segment) => ({ segment, verdict: judgeRate(rule, sample(segment, 0, rule.window)) }));
    case 'drop': {
      const { window } = rule;
      const changes = segments.map((segment) => ({
        current: sample(segment, 0, window),
        previous: sample(segment, window, 2 * window),
      }));
      const verdicts = judgeDrops(rule, changes);
      return segments.map((segment, i) => ({ segment, verdict: verdicts[i] as Verdict }));
    }
    case 'budget':
      return segments.map((segment) => ({ segment, verdict: judgeSpending(rule, kpi, segment, at, cells) }));
  }
}

function judgeSpending(rule: BudgetRule, kpi: KpiDefinition, segment: Segment, at: Instant, cells: WindowCells) {
  return judgeBudget(rule, (length) =>
    spentOf(kpi, rule.bad, { from: at - length, to: at }, cells.cell(kpi.fact, segment, 0, length)),
  );
}

function together(heard: readonly Segment[], remembered: readonly Segment[]): Segment[] {
  return [...new Map([...heard, ...remembered].map((segment) => [attributesKey(segment), segment])).values()];
}
