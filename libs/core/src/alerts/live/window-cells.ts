import type { FactKind } from '#core/facts';
import { findKpi, type Catalogue, type KpiDefinition } from '#core/kpis';
import { attributesKey, type Cut, type Segment } from '#core/segments';
import type { Milliseconds } from '#core/time';
import type { Cell } from '#core/windows';
import type { BudgetRule, DropRule, RateRule, SignalRule } from '../rules/rule.ts';

/** A rule about the numbers of windows that end now. */
export type WindowRule = RateRule | DropRule | BudgetRule;

/** The sums of facts over ages, for every segment, at an instant. */
export interface WindowCells {
  /** The segments of a cut that facts of the kind were heard of. */
  segments(fact: FactKind, cut: Cut): readonly Segment[];
  /** The facts older than `youngest` and not older than `oldest`; none is an empty cell. */
  cell(fact: FactKind, segment: Segment, youngest: Milliseconds, oldest: Milliseconds): Cell;
}

/** What must be summed so that rules can be judged. */
export interface WatchedWindows {
  /** Ages at which windows begin. */
  readonly ages: readonly Milliseconds[];
  readonly cuts: ReadonlyMap<FactKind, readonly Cut[]>;
}

export function isWindowRule(rule: SignalRule): rule is WindowRule {
  return rule.kind === 'rate' || rule.kind === 'drop' || rule.kind === 'budget';
}

/** The window that an alert of the rule is read from; a budget's is its longest. */
export function windowOf(rule: WindowRule): Milliseconds {
  return rule.kind === 'budget' ? Math.max(...rule.tiers.map(({ long }) => long)) : rule.window;
}

/** The KPI that a rule is about. @throws RangeError when the catalogue lacks it */
export function kpiOf({ id, kpi: name }: WindowRule, catalogue: Catalogue): KpiDefinition {
  const kpi = findKpi(catalogue, name);
  if (kpi === undefined) throw new RangeError(`the rule "${id}" names a KPI that the catalogue does not have`);
  return kpi;
}

/** What rules look at, the windows before included: an alert says what its number was then. */
export function watchedWindows(rules: readonly WindowRule[], catalogue: Catalogue): WatchedWindows {
  const ages = new Set<Milliseconds>();
  const cuts = new Map<FactKind, Map<string, Cut>>();
  for (const rule of rules) {
    const window = windowOf(rule);
    const lengths = rule.kind === 'budget' ? rule.tiers.flatMap(({ long, short }) => [long, short]) : [];
    for (const age of [...lengths, window, 2 * window]) ages.add(age);
    const { fact } = kpiOf(rule, catalogue);
    const ofFact = cuts.get(fact) ?? new Map<string, Cut>();
    for (const cut of rule.cuts) ofFact.set(nameOf(cut), cut);
    cuts.set(fact, ofFact);
  }
  return {
    ages: [...ages].sort((a, b) => a - b),
    cuts: new Map([...cuts].map(([fact, ofFact]) => [fact, [...ofFact.values()]])),
  };
}

/** The same for two cuts by the same dimensions. */
function nameOf(cut: Cut): string {
  return attributesKey(Object.fromEntries(cut.map((dimension) => [dimension, ''])));
}
