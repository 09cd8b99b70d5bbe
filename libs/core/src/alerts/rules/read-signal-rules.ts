import { isFactKind, type FactKind } from '#core/facts';
import { findKpi, type Catalogue, type KpiDefinition } from '#core/kpis';
import { DAY, HOUR, MINUTE, type Milliseconds } from '#core/time';
import { hasSample } from '../judges/sample.ts';
import { readBadEvents, readTiers } from './read-budget.ts';
import { HEAD_KEYS, readHead } from './read-response-rules.ts';
import type { Entry, RuleFindings } from './rule-findings.ts';
import type { BudgetRule, DropRule, RateRule, SilenceRule, VolumeRule, Watch } from './rule.ts';

const WATCH_KEYS = [...HEAD_KEYS, 'cuts', 'for', 'keepFor', 'every'] as const;
const KPI_KEYS = [...WATCH_KEYS, 'kpi', 'window', 'side', 'minSamples'] as const;

export const SIGNAL_KEYS = {
  rate: [...KPI_KEYS, 'threshold', 'resolveAt', 'level'],
  drop: [...KPI_KEYS, 'falseDiscoveries', 'leastChange'],
  budget: [...WATCH_KEYS, 'kpi', 'bad', 'budget', 'tiers'],
  volume: [...WATCH_KEYS, 'fact', 'factor', 'evidence', 'floor', 'weeks', 'overdispersion'],
  silence: [...WATCH_KEYS, 'fact', 'reference', 'minDays', 'chance', 'leastQuiet'],
} as const;

export function readRateRule(findings: RuleFindings, entry: Entry, catalogue: Catalogue): RateRule {
  const kpi = readKpi(findings, entry, catalogue, hasSample, 'has no interval: name a share, a score or a mean');
  const side = findings.oneOf(entry, 'side', ['below', 'above']);
  const threshold = readThreshold(findings, entry, kpi);
  const resolveAt =
    entry.fields['resolveAt'] === undefined ? threshold : findings.number(entry, 'resolveAt', { from: -Infinity });
  if (side === 'below' ? resolveAt < threshold : resolveAt > threshold) {
    findings.add(`${entry.path}.resolveAt`, `must not be worse than the threshold, ${threshold}`);
  }
  return {
    kind: 'rate',
    ...readHead(findings, entry),
    ...readWatch(findings, entry, MINUTE),
    kpi: kpi?.id ?? '',
    window: findings.period(entry, 'window'),
    side,
    threshold,
    resolveAt,
    level: findings.number(entry, 'level', { from: 0.5, to: 1, open: true }),
    minSamples: findings.number(entry, 'minSamples', { from: 1, whole: true }),
  };
}

export function readDropRule(findings: RuleFindings, entry: Entry, catalogue: Catalogue): DropRule {
  const kpi = readKpi(findings, entry, catalogue, hasSample, 'has no interval: name a share, a score or a mean');
  return {
    kind: 'drop',
    ...readHead(findings, entry),
    ...readWatch(findings, entry, MINUTE),
    kpi: kpi?.id ?? '',
    window: findings.period(entry, 'window'),
    side: findings.oneOf(entry, 'side', ['down', 'up']),
    falseDiscoveries: findings.number(entry, 'falseDiscoveries', { from: 0, to: 0.5, open: true }),
    leastChange: findings.number(entry, 'leastChange', { from: 0 }),
    minSamples: findings.number(entry, 'minSamples', { from: 1, whole: true }),
  };
}

export function readBudgetRule(findings: RuleFindings, entry: Entry, catalogue: Catalogue): BudgetRule {
  const bad = readBadEvents(findings, entry);
  const kpi = readKpi(findings, entry, catalogue, bad.fits, bad.wants);
  const budget = findings.number(entry, 'budget', { from: 0, to: 1, open: true });
  return {
    kind: 'budget',
    ...readHead(findings, entry),
    ...readWatch(findings, entry, MINUTE),
    kpi: kpi?.id ?? '',
    bad: bad.events,
    budget,
    tiers: readTiers(findings, entry, budget),
  };
}

export function readVolumeRule(findings: RuleFindings, entry: Entry): VolumeRule {
  return {
    kind: 'volume',
    ...readHead(findings, entry),
    ...readWatch(findings, entry, HOUR),
    fact: readFact(findings, entry),
    factor: findings.number(entry, 'factor', { from: 1, open: true }),
    evidence: findings.number(entry, 'evidence', { from: 0, open: true }),
    floor: findings.number(entry, 'floor', { from: 0 }),
    weeks: findings.number(entry, 'weeks', { from: 1, to: 52, whole: true }),
    overdispersion: findings.number(entry, 'overdispersion', { from: 0 }),
  };
}

export function readSilenceRule(findings: RuleFindings, entry: Entry): SilenceRule {
  return {
    kind: 'silence',
    ...readHead(findings, entry),
    ...readWatch(findings, entry, HOUR),
    fact: readFact(findings, entry),
    reference: findings.period(entry, 'reference'),
    minDays: findings.number(entry, 'minDays', { from: 2, whole: true }),
    chance: findings.number(entry, 'chance', { from: 0, to: 0.5, open: true }),
    leastQuiet: findings.period(entry, 'leastQuiet'),
  };
}

/** @param every how often the judge looks unless the rule says so: what goes by the hour need not be asked each minute */
function readWatch(findings: RuleFindings, entry: Entry, every: Milliseconds): Watch {
  return {
    cuts: findings.cuts(entry),
    for: findings.periodOr(entry, 'for', 0),
    keepFor: findings.periodOr(entry, 'keepFor', DAY),
    every: findings.periodOr(entry, 'every', every),
  };
}

function readKpi(
  findings: RuleFindings,
  entry: Entry,
  catalogue: Catalogue,
  fits: (kpi: KpiDefinition) => boolean,
  wants: string,
): KpiDefinition | undefined {
  const id = findings.text(entry, 'kpi');
  if (id === '') return undefined;
  const kpi = findKpi(catalogue, id);
  if (kpi === undefined) findings.add(`${entry.path}.kpi`, `names no KPI of the catalogue (${id})`);
  else if (!fits(kpi)) findings.add(`${entry.path}.kpi`, `"${id}" ${wants}`);
  return kpi;
}

/** A number, or the name of one of the KPI's bands: then the bound at which that band begins. */
function readThreshold(findings: RuleFindings, entry: Entry, kpi: KpiDefinition | undefined): number {
  const raw = entry.fields['threshold'];
  if (typeof raw !== 'string') return findings.number(entry, 'threshold', { from: -Infinity });
  const band = kpi?.bands.find(({ name }) => name === raw);
  const bound = band?.above ?? band?.atLeast;
  if (bound === undefined && kpi !== undefined) {
    const names = kpi.bands.filter((each) => (each.above ?? each.atLeast) !== undefined).map(({ name }) => name);
    findings.add(`${entry.path}.threshold`, `must be a number, or a band that has a lower bound (${names.join(', ')})`);
  }
  return bound ?? 0;
}

function readFact(findings: RuleFindings, entry: Entry): FactKind {
  const fact = entry.fields['fact'];
  if (typeof fact === 'string' && isFactKind(fact)) return fact;
  findings.add(`${entry.path}.fact`, `names no fact (${String(fact)})`);
  return 'opened';
}
