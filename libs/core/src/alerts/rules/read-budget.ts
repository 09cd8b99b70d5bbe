import type { KpiDefinition } from '#core/kpis';
import { SEVERITIES } from './rule-head.ts';
import type { Entry, RuleFindings } from './rule-findings.ts';
import type { BadEvents, BurnTier } from './rule.ts';

const BAD_KEYS = { misses: ['kind'], class: ['kind', 'class'], 'slower-than': ['kind', 'limit'] } as const;

/** What uses up the budget, and which KPIs have such a thing. */
export function readBadEvents(
  findings: RuleFindings,
  entry: Entry,
): { readonly events: BadEvents; readonly fits: (kpi: KpiDefinition) => boolean; readonly wants: string } {
  const path = `${entry.path}.bad`;
  const any = findings.entry(entry.fields['bad'], path, ['kind', 'class', 'limit']);
  const kind = findings.oneOf(any, 'kind', ['misses', 'class', 'slower-than']);
  const bad = findings.entry(any.fields, path, BAD_KEYS[kind]);
  switch (kind) {
    case 'misses':
      return {
        events: { kind },
        fits: ({ formula }) => formula.kind === 'share',
        wants: 'has no misses: name a share',
      };
    case 'class':
      return {
        events: { kind, class: findings.oneOf(bad, 'class', ['dissatisfied', 'neutral', 'satisfied']) },
        fits: ({ formula }) => formula.kind === 'net-score' || formula.kind === 'class-share',
        wants: 'has no classes: name a net score or a share of answers',
      };
    case 'slower-than':
      return {
        events: { kind, limit: findings.period(bad, 'limit') },
        fits: ({ formula }) => formula.kind === 'duration',
        wants: 'has no durations: name a duration',
      };
  }
}

export function readTiers(findings: RuleFindings, entry: Entry, budget: number): BurnTier[] {
  const tiers = findings.entries(entry, 'tiers', ['factor', 'long', 'short', 'minBad', 'severity']);
  if (Array.isArray(entry.fields['tiers']) && tiers.length === 0) {
    findings.add(`${entry.path}.tiers`, 'must have at least one tier');
  }
  return tiers.map((tier, i) => {
    const read = {
      factor: findings.number(tier, 'factor', { from: 0, open: true }),
      long: findings.period(tier, 'long'),
      short: findings.period(tier, 'short'),
      minBad: findings.number(tier, 'minBad', { from: 1, whole: true }),
      severity: findings.oneOf(tier, 'severity', SEVERITIES),
    };
    const path = `${entry.path}.tiers[${i}]`;
    // More than everything cannot go wrong: the tier would look like a guard and never fire.
    if (read.factor * budget >= 1) {
      findings.add(`${path}.factor`, `can never be reached: with a budget of ${budget} it must be below ${1 / budget}`);
    }
    if (read.short >= read.long) findings.add(`${path}.short`, 'must be shorter than long');
    return read;
  });
}
