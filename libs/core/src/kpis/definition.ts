import type { ScaleId } from '#core/answers';
import type { FactKind } from '#core/facts';
import type { Cut } from '#core/segments';

export type Unit = 'points' | 'percent' | 'score' | 'seconds' | 'tickets' | 'cases' | 'reassignments' | 'tickets/day';

/** Which facts of a kind are meant: each named discrete field must have one of the values, or at least that one. */
export type Pick = Readonly<Record<string, readonly number[] | { readonly atLeast: number }>>;

/**
 * How a number comes out of the facts in a window.
 * - `net-score`: 100 · (satisfied − dissatisfied) / n
 * - `class-share`: answers of one class / n, classes of several scales pooled
 * - `score-mean`: the mean score of one scale, or that mean as a percentage of the highest score
 * - `share`: facts that match / facts that match the base
 * - `mean`: the mean of a discrete field
 * - `duration`: mean, p50 and p90 of a duration field
 * - `count`, `per-day`: facts in the window, or the same a day
 * - `stock`: what entered and has not left, up to the end of the window
 */
export type Formula =
  | { readonly kind: 'net-score' }
  | { readonly kind: 'class-share'; readonly class: 'satisfied' | 'neutral' | 'dissatisfied' }
  | { readonly kind: 'score-mean'; readonly as: 'score' | 'percent' }
  | ShareFormula
  | { readonly kind: 'mean'; readonly of: string }
  | { readonly kind: 'duration'; readonly of: string }
  | { readonly kind: 'count' }
  | { readonly kind: 'per-day' }
  | { readonly kind: 'stock'; readonly leaves: FactKind };

export interface ShareFormula {
  readonly kind: 'share';
  readonly of: Pick;
  /** The base; without it, all of them. */
  readonly among?: Pick;
  /** A period: what happened that shortly before the window's end may still change, and is told apart. */
  readonly provisionalFor?: string;
}

/** A band starts above a value, or at it; the last band takes the rest. Listed from the best to the worst. */
export interface Band {
  readonly name: string;
  readonly above?: number;
  readonly atLeast?: number;
}

/** Readings cut by one of these dimensions show no value below that many samples. */
export interface SmallGroups {
  readonly dimensions: readonly string[];
  readonly minSamples: number;
}

/** A KPI as data: what is counted, how it is read, where it is watched. */
export interface KpiDefinition {
  readonly id: string;
  /** Rises with every change of meaning. */
  readonly version: number;
  readonly title: string;
  /** Whose facts are counted and at which instant, in a sentence. */
  readonly cohort: string;
  readonly fact: FactKind;
  /** On answers: the scales that belong. */
  readonly scales?: readonly ScaleId[];
  /** Leaves out the facts that do not match. */
  readonly where?: Pick;
  readonly formula: Formula;
  readonly unit: Unit;
  readonly bands: readonly Band[];
  /** Breakdowns that gauges and `kpi-updated` cover; the empty one is the whole desk. */
  readonly cuts: readonly Cut[];
  readonly smallGroups?: SmallGroups;
}

/** All definitions in force, with the windows that gauges and `kpi-updated` cover (`24h`, `30d`, …). */
export interface Catalogue {
  readonly version: number;
  readonly windows: readonly string[];
  readonly kpis: readonly KpiDefinition[];
}

/** The kinds of facts that a KPI is read from. */
export function factsRead(kpi: KpiDefinition): readonly FactKind[] {
  return kpi.formula.kind === 'stock' ? [kpi.fact, kpi.formula.leaves] : [kpi.fact];
}
