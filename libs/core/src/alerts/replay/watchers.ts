import { measure, type Catalogue, type KpiDefinition } from '#core/kpis';
import type { Contribution } from '#core/facts';
import { attributesKey, type Cut, type Segment } from '#core/segments';
import { DAY, HOUR, type Instant, type Milliseconds } from '#core/time';
import type { Cell } from '#core/windows';
import { judgeBudget, spentOf } from '../judges/budget.ts';
import { judgeDrops } from '../judges/drop.ts';
import { judgeRate } from '../judges/rate.ts';
import { sampleOf, type Sample } from '../judges/sample.ts';
import { judgeSilence } from '../judges/silence.ts';
import { hourOfWeekBaseline, judgeVolume, NO_SPIKE, type VolumeChart } from '../judges/volume.ts';
import type { Verdict } from '../judges/verdict.ts';
import type { SegmentVerdict } from '../live/judge-windows.ts';
import { kpiOf } from '../live/window-cells.ts';
import type { BudgetRule, DropRule, RateRule, SignalRule, SilenceRule, VolumeRule } from '../rules/rule.ts';
import { PastCounts } from './past-counts.ts';
import { SlidingCells, type SlidingCell } from './sliding-cells.ts';

/** Judges all segments of a rule at an instant, not before the last one. */
export type Watcher = (at: Instant) => readonly SegmentVerdict[];

/** Watches what a rule looks at, over a history. One watcher for each of its cuts. */
export function watchersOf(
  rule: SignalRule,
  contributions: readonly Contribution[],
  catalogue: Catalogue,
): readonly Watcher[] {
  return rule.cuts.map((cut) => {
    switch (rule.kind) {
      case 'rate':
        return watchRate(rule, cut, contributions, kpiOf(rule, catalogue));
      case 'drop':
        return watchDrop(rule, cut, contributions, kpiOf(rule, catalogue));
      case 'budget':
        return watchBudget(rule, cut, contributions, kpiOf(rule, catalogue));
      case 'volume':
        return watchVolume(rule, cut, contributions);
      case 'silence':
        return watchSilence(rule, cut, contributions);
    }
  });
}

function watchRate(rule: RateRule, cut: Cut, history: readonly Contribution[], kpi: KpiDefinition): Watcher {
  const cells = new SlidingCells(history, kpi.fact, cut, { youngest: 0, oldest: rule.window });
  const judged = new Unchanged<Verdict>();
  return (at) =>
    cells.at(at).map((known) => ({
      segment: known.segment,
      verdict: judged.of([known], () => judgeRate(rule, sampleIn(kpi, known.cell, at, rule.window))),
    }));
}

function watchDrop(rule: DropRule, cut: Cut, history: readonly Contribution[], kpi: KpiDefinition): Watcher {
  const { window } = rule;
  const current = new SlidingCells(history, kpi.fact, cut, { youngest: 0, oldest: window });
  const previous = new SlidingCells(history, kpi.fact, cut, { youngest: window, oldest: 2 * window });
  const samples = new Unchanged<Sample>();
  const sample = (known: SlidingCell, at: Instant) => samples.of([known], () => sampleIn(kpi, known.cell, at, window));
  return (at) => {
    previous.at(at);
    const changes = current.at(at).map((known) => ({
      segment: known.segment,
      current: sample(known, at),
      previous: sample(previous.of(known.segment), at),
    }));
    const verdicts = judgeDrops(rule, changes);
    return changes.map(({ segment }, i) => ({ segment, verdict: verdicts[i] as Verdict }));
  };
}

function watchBudget(rule: BudgetRule, cut: Cut, history: readonly Contribution[], kpi: KpiDefinition): Watcher {
  const lengths = [...new Set(rule.tiers.flatMap(({ long, short }) => [long, short]))].sort((a, b) => b - a);
  const windows = new Map<Milliseconds, SlidingCells>(
    lengths.map((length) => [length, new SlidingCells(history, kpi.fact, cut, { youngest: 0, oldest: length })]),
  );
  const judged = new Unchanged<Verdict>();
  return (at) => {
    const [segments = []] = [...windows.values()].map((cells) => cells.at(at));
    return segments.map(({ segment }) => {
      const known = new Map([...windows].map(([length, cells]) => [length, cells.of(segment)]));
      const spentIn = (length: Milliseconds) =>
        spentOf(kpi, rule.bad, { from: at - length, to: at }, (known.get(length) as SlidingCell).cell);
      return { segment, verdict: judged.of([...known.values()], () => judgeBudget(rule, spentIn)) };
    });
  };
}

function sampleIn(kpi: KpiDefinition, cell: Cell, at: Instant, window: Milliseconds): Sample {
  return sampleOf(kpi, measure(kpi, { from: at - window, to: at }, { current: cell }));
}

/** Remembers what was made of cells until one of them changes: most segments are quiet most of the time. */
class Unchanged<T> {
  private readonly made = new WeakMap<SlidingCell, { readonly changes: number; readonly value: T }>();

  /** @param from always the same cells, in the same order, for the same first one */
  of(from: readonly SlidingCell[], make: () => T): T {
    const [first] = from as readonly [SlidingCell];
    const changes = from.reduce((sum, cell) => sum + cell.changes, 0);
    const made = this.made.get(first);
    if (made?.changes === changes) return made.value;
    const value = make();
    this.made.set(first, { changes, value });
    return value;
  }
}

/** Speaks once an hour, of the hour that is over, when it has been known for a minute. */
function watchVolume(rule: VolumeRule, cut: Cut, history: readonly Contribution[]): Watcher {
  const counts = new PastCounts(history, rule.fact, cut, HOUR);
  const charts = new Map<string, { readonly segment: Segment; chart: VolumeChart; verdict: Verdict }>();
  let done: Instant | undefined;
  return (at) => {
    const until = Math.floor(at / HOUR) * HOUR;
    counts.learnUntil(at);
    for (let hour = done ?? counts.first ?? until; hour < until; hour += HOUR) {
      for (const segment of counts.segments()) {
        const key = attributesKey(segment);
        const countAt = (when: Instant) => counts.countIn(key, when);
        const { chart } = charts.get(key) ?? { chart: NO_SPIKE };
        const baseline = hourOfWeekBaseline(hour, rule.weeks, countAt);
        charts.set(key, { segment, ...judgeVolume(rule, chart, countAt(hour) ?? 0, baseline) });
      }
      done = hour + HOUR;
    }
    return [...charts.values()].map(({ segment, verdict }) => ({ segment, verdict }));
  };
}

function watchSilence(rule: SilenceRule, cut: Cut, history: readonly Contribution[]): Watcher {
  const counts = new PastCounts(history, rule.fact, cut, DAY);
  return (at) => {
    counts.learnUntil(at);
    return counts
      .segments()
      .map((segment) => ({ segment, verdict: judgeSilence(rule, counts.occupied(attributesKey(segment)), at) }));
  };
}
