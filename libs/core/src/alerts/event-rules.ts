import { findScale } from '#core/answers';
import { parsePeriod } from '#core/time';
import { SEVERITIES, type EventRule } from './event-rule.ts';
import shipped from './event-rules.json' with { type: 'json' };

const CLASSES = ['satisfied', 'neutral', 'dissatisfied'];

/** The rules are not usable; `problems` lists everything that is wrong with them, each with its path. */
export class EventRulesInvalid extends Error {
  override readonly name = 'EventRulesInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the alert rules are wrong in ${problems.length} place(s): ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/**
 * Reads alert rules in the form of `event-rules.json`.
 *
 * @param raw the shipped rules when left out
 * @throws EventRulesInvalid listing every problem with its path
 */
export function loadEventRules(raw: unknown = shipped): readonly EventRule[] {
  const list = isObject(raw) ? raw['rules'] : undefined;
  if (!Array.isArray(list) || list.length === 0)
    throw new EventRulesInvalid(['rules must be a list of at least one rule']);
  const rules = list.map((rule: unknown) => (isObject(rule) ? rule : {}));
  const problems = rules.flatMap((rule, i) => problemsOf(rule).map((problem) => `rules[${i}].${problem}`));
  const ids = rules.map(({ id }) => id);
  ids.forEach((id, i) => {
    if (ids.indexOf(id) !== i) problems.push(`rules[${i}].id: "${String(id)}" is used twice`);
  });
  if (problems.length > 0) throw new EventRulesInvalid(problems);
  return rules.map((rule) => ({ ...rule, freshFor: parsePeriod(String(rule['freshFor'])) }) as EventRule);
}

function problemsOf(rule: Record<string, unknown>): string[] {
  const { id, title, severity, scales, classes, mayRecommend, freshFor } = rule;
  const problems: string[] = [];
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(id)) {
    problems.push('id must be at most 64 lower-case letters, digits and hyphens');
  }
  if (typeof title !== 'string' || title === '') problems.push('title must be a text');
  if (!(SEVERITIES as readonly unknown[]).includes(severity)) {
    problems.push(`severity must be one of ${SEVERITIES.join(', ')}`);
  }
  if (!isListOf(scales, (scale) => findScale(scale) !== undefined)) problems.push('scales must name scales');
  if (!isListOf(classes, (name) => CLASSES.includes(name)))
    problems.push(`classes must name some of ${CLASSES.join(', ')}`);
  if (mayRecommend !== undefined && mayRecommend !== true) problems.push('mayRecommend must be true or left out');
  if (typeof freshFor !== 'string' || parsePeriod(freshFor) === undefined) {
    problems.push('freshFor must be a period such as 12h or 7d');
  }
  return problems;
}

function isListOf(value: unknown, isOne: (text: string) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && isOne(item));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
