import { findScale, type ScaleId, type ScoreClass } from '#core/answers';
import type { BadAnswers, EventRule, KeyAccounts } from '../event-rule.ts';
import { SEVERITIES, type RuleHead } from './rule-head.ts';
import type { Entry, RuleFindings } from './rule-findings.ts';
import type { DueRule, RepeatRule } from './rule.ts';

const CLASSES = ['satisfied', 'neutral', 'dissatisfied'];
const ID = /^[a-z][a-z0-9-]{0,63}$/;

export const HEAD_KEYS = ['kind', 'id', 'title', 'severity'] as const;
export const ANSWER_KEYS = [...HEAD_KEYS, 'scales', 'classes', 'mayRecommend', 'keyAccounts', 'freshFor'] as const;
export const REPEAT_KEYS = [...HEAD_KEYS, 'scales', 'classes', 'of', 'within', 'freshFor'] as const;
export const DUE_KEYS = [...HEAD_KEYS, 'freshFor'] as const;

export function readHead(findings: RuleFindings, entry: Entry): RuleHead {
  const { id } = entry.fields;
  if (typeof id !== 'string' || !ID.test(id)) {
    findings.add(`${entry.path}.id`, 'must be at most 64 lower-case letters, digits and hyphens');
  }
  return {
    id: String(id),
    title: findings.text(entry, 'title'),
    severity: findings.oneOf(entry, 'severity', SEVERITIES),
  };
}

export function readAnswerRule(findings: RuleFindings, entry: Entry, accounts: KeyAccounts): EventRule {
  return {
    kind: 'answer',
    ...readHead(findings, entry),
    ...readBadAnswers(findings, entry),
    ...(isSet(findings, entry, 'mayRecommend') ? { mayRecommend: true } : {}),
    ...(isSet(findings, entry, 'keyAccounts') ? { keyAccounts: accounts } : {}),
  };
}

export function readRepeatRule(findings: RuleFindings, entry: Entry): RepeatRule {
  return {
    kind: 'repeat',
    ...readHead(findings, entry),
    of: findings.oneOf(entry, 'of', ['respondent', 'company']),
    within: findings.period(entry, 'within'),
    ...readBadAnswers(findings, entry),
  };
}

export function readDueRule(findings: RuleFindings, entry: Entry): DueRule {
  return { kind: 'due', ...readHead(findings, entry), freshFor: findings.period(entry, 'freshFor') };
}

export function readKeyAccounts(findings: RuleFindings, raw: unknown): KeyAccounts {
  const entry = findings.entry(raw ?? { companies: [], segments: [] }, 'keyAccounts', ['companies', 'segments']);
  const names = (key: string) => {
    const list = entry.fields[key] ?? [];
    return Array.isArray(list) && list.length === 0 ? [] : findings.texts(entry, key, (name) => name !== '', 'name');
  };
  return { companies: names('companies'), segments: names('segments') };
}

function readBadAnswers(findings: RuleFindings, entry: Entry): BadAnswers {
  return {
    scales: findings.texts(entry, 'scales', (id) => findScale(id) !== undefined, 'scale') as ScaleId[],
    classes: findings.texts(entry, 'classes', (name) => CLASSES.includes(name), 'class') as ScoreClass[],
    freshFor: findings.period(entry, 'freshFor'),
  };
}

function isSet(findings: RuleFindings, { fields, path }: Entry, key: string): boolean {
  if (fields[key] !== undefined && fields[key] !== true) findings.add(`${path}.${key}`, 'must be true or left out');
  return fields[key] === true;
}
