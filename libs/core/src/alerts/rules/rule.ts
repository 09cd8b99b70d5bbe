import type { FactKind } from '#core/facts';
import type { Cut } from '#core/segments';
import type { Milliseconds } from '#core/time';
import type { BadAnswers, EventRule } from '../event-rule.ts';
import type { RuleHead, Severity } from './rule-head.ts';

/** A rule as data. Each kind has a judge of its own in `../judges`. */
export type AlertRule = EventRule | RepeatRule | DueRule | SignalRule;

/** A rule that is judged again and again, over the numbers of a segment. */
export type SignalRule = RateRule | DropRule | BudgetRule | VolumeRule | SilenceRule;

const SIGNAL_KINDS: readonly AlertRule['kind'][] = ['rate', 'drop', 'budget', 'volume', 'silence'];

export function isSignalKind(kind: AlertRule['kind']): kind is SignalRule['kind'] {
  return SIGNAL_KINDS.includes(kind);
}

export function isSignalRule(rule: AlertRule): rule is SignalRule {
  return isSignalKind(rule.kind);
}

/** Another bad answer of the same respondent, or of the same company, within a period. */
export interface RepeatRule extends RuleHead, BadAnswers {
  readonly kind: 'repeat';
  readonly of: 'respondent' | 'company';
  readonly within: Milliseconds;
}

/** A ticket passed the instant at which it was due, unresolved. */
export interface DueRule extends RuleHead {
  readonly kind: 'due';
  /** A ticket that was due longer ago than this when that became known raises nothing. */
  readonly freshFor: Milliseconds;
}

/** Where a signal is looked for, and how long it must last. */
export interface Watch {
  /** Every segment of these cuts is judged by itself; the empty cut is the whole desk. */
  readonly cuts: readonly Cut[];
  /** How long the judge must go on finding it before the alert fires; 0 fires at the first look. */
  readonly for: Milliseconds;
  /** How long an alert goes on firing while there are too few numbers to judge. */
  readonly keepFor: Milliseconds;
  /** How often the judge looks: at every multiple of it since 1970, a whole number of minutes. */
  readonly every: Milliseconds;
}

/** A KPI's interval lies wholly on the wrong side of a threshold. */
export interface RateRule extends RuleHead, Watch {
  readonly kind: 'rate';
  readonly kpi: string;
  readonly window: Milliseconds;
  readonly side: 'below' | 'above';
  /** In the KPI's unit. */
  readonly threshold: number;
  /** The value itself, not its interval, must be back at this or better for the alert to end. */
  readonly resolveAt: number;
  /** Of the interval. */
  readonly level: number;
  readonly minSamples: number;
}

/** A KPI has moved against the window before, by more than chance explains in so many segments. */
export interface DropRule extends RuleHead, Watch {
  readonly kind: 'drop';
  readonly kpi: string;
  readonly window: Milliseconds;
  readonly side: 'down' | 'up';
  /** The share of false ones among all that are found at one look. */
  readonly falseDiscoveries: number;
  /** A change smaller than this does not matter, however certain it is. In the KPI's unit. */
  readonly leastChange: number;
  /** In each of the two windows. */
  readonly minSamples: number;
}

/** What uses up an error budget: a share's misses, answers of a class, or durations above a limit. */
export type BadEvents =
  | { readonly kind: 'misses' }
  | { readonly kind: 'class'; readonly class: 'dissatisfied' | 'neutral' | 'satisfied' }
  | { readonly kind: 'slower-than'; readonly limit: Milliseconds };

/** An error budget is being used up faster than it may. */
export interface BudgetRule extends RuleHead, Watch {
  readonly kind: 'budget';
  readonly kpi: string;
  readonly bad: BadEvents;
  /** The share of bad events that is allowed, above 0, below 1. */
  readonly budget: number;
  /** The fastest first. */
  readonly tiers: readonly BurnTier[];
}

export interface BurnTier {
  /** How many times as fast as allowed. */
  readonly factor: number;
  readonly long: Milliseconds;
  readonly short: Milliseconds;
  /** Bad events in the long window below which nothing is said. */
  readonly minBad: number;
  readonly severity: Severity;
}

/** More facts of a kind than this hour of the week usually has. */
export interface VolumeRule extends RuleHead, Watch {
  readonly kind: 'volume';
  readonly fact: FactKind;
  /** The rise that is looked for, as a factor of the baseline. */
  readonly factor: number;
  /** How much evidence (natural logarithm of the likelihood ratio) fires; e to the power of it is about the hours between false alarms. */
  readonly evidence: number;
  /** Facts above the baseline below which nothing is said. */
  readonly floor: number;
  /** Weeks that the baseline looks back. */
  readonly weeks: number;
  /** How much counts scatter beyond Poisson: variance = mean + overdispersion · mean². */
  readonly overdispersion: number;
}

/** A segment that used to be heard of is heard of no more. */
export interface SilenceRule extends RuleHead, Watch {
  readonly kind: 'silence';
  readonly fact: FactKind;
  /** The period that its rhythm is taken from; it ends where the silence begins. */
  readonly reference: Milliseconds;
  /** Days with facts in the reference period, so that there is a rhythm at all. */
  readonly minDays: number;
  /** How unlikely the silence must be by that rhythm. */
  readonly chance: number;
  /** A silence shorter than this is none. */
  readonly leastQuiet: Milliseconds;
}
