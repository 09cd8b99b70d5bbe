import { loadCatalogue, type Catalogue } from '#core/kpis';
import type { EventRule, KeyAccounts } from '../event-rule.ts';
import type { PagingPolicy } from '../paging/paging-policy.ts';
import { readPagingPolicy } from '../paging/read-paging-policy.ts';
import shipped from './alert-rules.json' with { type: 'json' };
import {
  ANSWER_KEYS,
  DUE_KEYS,
  readAnswerRule,
  readDueRule,
  readKeyAccounts,
  readRepeatRule,
  REPEAT_KEYS,
} from './read-response-rules.ts';
import {
  readBudgetRule,
  readDropRule,
  readRateRule,
  readSilenceRule,
  readVolumeRule,
  SIGNAL_KEYS,
} from './read-signal-rules.ts';
import { RuleFindings, type Entry, type RuleProblem } from './rule-findings.ts';
import type { AlertRule } from './rule.ts';

/** The rules in force, and who is told when one of them fires. */
export interface AlertRules {
  readonly version: number;
  readonly rules: readonly AlertRule[];
  readonly paging: PagingPolicy;
}

/** The rules are not usable; `problems` lists everything that is wrong with them, each with its path. */
export class AlertRulesInvalid extends Error {
  override readonly name = 'AlertRulesInvalid';
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    const sentences = problems.map(({ path, message }) => `${path} ${message}`);
    super(`the alert rules are wrong in ${problems.length} place(s): ${sentences.join('; ')}`);
    this.problems = problems;
  }
}

/** The rules as they are shipped, before they are read: the sections that others read are in there too. */
export const SHIPPED_RULES = shipped;

const KINDS = ['answer', 'repeat', 'due', 'rate', 'drop', 'budget', 'volume', 'silence'] as const;

/** `cases` is read by `loadCasePolicy`. */
const SECTIONS = ['version', 'keyAccounts', 'off', 'rules', 'paging', 'cases'] as const;

/**
 * The rules in force: the shipped ones, and a desk's own beside or (same id) instead of them.
 *
 * @param own a desk's own rules as read from its file, in the form of `alert-rules.json`. What it leaves out (key accounts,
 * paging, any rule) stays as shipped; rules whose ids it lists in `off` are gone.
 * @param catalogue whose KPIs the rules may name
 * @throws AlertRulesInvalid listing every problem with its path
 */
export function loadAlertRules(own: unknown = {}, catalogue: Catalogue = loadCatalogue()): AlertRules {
  const findings = new RuleFindings();
  const file = findings.entry(own, '', SECTIONS);
  const standard = new RuleFindings().entry(shipped, '', SECTIONS);
  const accounts = readKeyAccounts(findings, file.fields['keyAccounts'] ?? standard.fields['keyAccounts']);
  const added = file.fields['rules'] === undefined ? [] : readRules(findings, file, accounts, catalogue);
  const standing = readRules(new RuleFindings(), standard, accounts, catalogue);
  const off = readOff(findings, file, standing);
  const version = file.fields['version'] === undefined ? standard : file;
  const loaded = {
    version: findings.number(version, 'version', { from: 1, whole: true }),
    rules: [...new Map([...standing, ...added].map((rule) => [rule.id, rule])).values()].filter(
      ({ id }) => !off.includes(id),
    ),
    paging: readPagingPolicy(findings, file.fields['paging'] ?? standard.fields['paging']),
  };
  if (findings.problems.length > 0) throw new AlertRulesInvalid(findings.problems);
  return loaded;
}

/** The rules that judge each answer by itself. @throws AlertRulesInvalid listing every problem with its path */
export function loadEventRules(own?: unknown, catalogue?: Catalogue): readonly EventRule[] {
  return loadAlertRules(own, catalogue).rules.filter((rule) => rule.kind === 'answer');
}

function readRules(findings: RuleFindings, file: Entry, accounts: KeyAccounts, catalogue: Catalogue): AlertRule[] {
  const rules = findings.list(file, 'rules').map((raw, i) => {
    const path = `rules[${i}]`;
    const isRecord = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
    const any = findings.entry(raw, path, isRecord ? Object.keys(raw) : []);
    return readRule(findings, any, accounts, catalogue);
  });
  const ids = rules.map((rule) => rule?.id);
  ids.forEach((id, i) => {
    if (id !== undefined && ids.indexOf(id) !== i) findings.add(`rules[${i}].id`, `"${id}" is used twice`);
  });
  return rules.filter((rule) => rule !== undefined);
}

function readRule(
  findings: RuleFindings,
  any: Entry,
  accounts: KeyAccounts,
  catalogue: Catalogue,
): AlertRule | undefined {
  const kind = KINDS.find((each) => each === any.fields['kind']);
  if (kind === undefined) {
    findings.add(`${any.path}.kind`, `must be one of ${KINDS.join(', ')}`);
    return undefined;
  }
  const entry = (keys: readonly string[]) => findings.entry(any.fields, any.path, keys);
  switch (kind) {
    case 'answer':
      return readAnswerRule(findings, entry(ANSWER_KEYS), accounts);
    case 'repeat':
      return readRepeatRule(findings, entry(REPEAT_KEYS));
    case 'due':
      return readDueRule(findings, entry(DUE_KEYS));
    case 'rate':
      return readRateRule(findings, entry(SIGNAL_KEYS.rate), catalogue);
    case 'drop':
      return readDropRule(findings, entry(SIGNAL_KEYS.drop), catalogue);
    case 'budget':
      return readBudgetRule(findings, entry(SIGNAL_KEYS.budget), catalogue);
    case 'volume':
      return readVolumeRule(findings, entry(SIGNAL_KEYS.volume));
    case 'silence':
      return readSilenceRule(findings, entry(SIGNAL_KEYS.silence));
  }
}

function readOff(findings: RuleFindings, file: Entry, standing: readonly AlertRule[]): readonly string[] {
  const raw = file.fields['off'];
  if (raw === undefined || (Array.isArray(raw) && raw.length === 0)) return [];
  return findings.texts(file, 'off', (id) => standing.some((rule) => rule.id === id), 'shipped rule');
}
