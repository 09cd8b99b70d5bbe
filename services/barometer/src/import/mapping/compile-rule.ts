import type { Compilation } from './compilation.ts';
import { compileCondition } from './condition.ts';
import { dateReader } from './date-format.ts';
import { KIND_SETTINGS, type Field, type KindSetting, type Reading, type ValueKind } from './field.ts';
import { compileOrigin, filledZone } from './origin.ts';
import type { RuleSource } from './rule-schema.ts';

/** Compiles a rule whose value is turned into `kind`. Faults go to the compilation. */
export function compileRule<T>(
  rule: RuleSource,
  path: string,
  kind: (rule: RuleSource) => ValueKind<T> | undefined,
  compilation: Compilation,
): Field<T> {
  const field =
    rule.anyOf === undefined
      ? compileSingle(rule, path, kind, compilation)
      : compileAlternatives(rule.anyOf, path, kind, compilation);
  return finish(rule, path, field, compilation);
}

/** Compiles a rule that gives an instant (epoch milliseconds). */
export function compileDate(rule: RuleSource, path: string, compilation: Compilation): Field<number> {
  const field = compileRule(rule, path, (single) => dateKind(single, path, compilation), compilation);
  if (rule.believe === undefined) return field;
  return (reading) => {
    const instant = field(reading);
    return typeof instant === 'number' && reading.at !== undefined && instant > reading.at ? ifMissing(rule) : instant;
  };
}

function dateKind(rule: RuleSource, path: string, compilation: Compilation): ValueKind<number> | undefined {
  const zone = rule.zone === undefined ? compilation.zone : filledZone(rule.zone, path, compilation);
  const formats = [rule.date ?? 'iso'].flat();
  const readers = compilation.attempt(path, () => formats.map((format) => dateReader(format, zone)));
  if (readers === undefined) return undefined;
  const hint = zone === undefined && formats.includes('iso') ? ' with its zone (or add zone: to the mapping)' : '';
  return {
    name: `a date in the format ${formats.map((format) => `"${format}"`).join(' or ')}${hint}`,
    settings: ['date', 'zone', 'believe'],
    parse: (text) => {
      for (const read of readers) {
        const instant = read(text);
        if (instant !== undefined) return instant;
      }
      return undefined;
    },
  };
}

function compileAlternatives<T>(
  rules: readonly RuleSource[],
  path: string,
  kind: (rule: RuleSource) => ValueKind<T> | undefined,
  compilation: Compilation,
): Field<T> {
  for (const [index, rule] of rules.entries()) {
    if (rule.believe !== undefined)
      compilation.fault(`${path}.anyOf[${index}]`, 'believe: belongs beside anyOf:, not inside it');
  }
  const fields = rules.map((rule, index) => compileRule(rule, `${path}.anyOf[${index}]`, kind, compilation));
  return (reading) => {
    const failed: Reading['problems'] = [];
    for (const field of fields) {
      const attempt: Reading = { row: reading.row, at: reading.at, problems: [] };
      const value = field(attempt);
      if (value !== undefined && attempt.problems.length === 0) return value;
      failed.push(...attempt.problems);
    }
    reading.problems.push(...failed);
    return undefined;
  };
}

function refuseSettings(
  rule: RuleSource,
  path: string,
  allowed: readonly KindSetting[],
  where: string,
  compilation: Compilation,
): void {
  for (const setting of KIND_SETTINGS) {
    if (rule[setting] !== undefined && !allowed.includes(setting)) {
      compilation.fault(path, `${setting}: has no meaning ${where}`);
    }
  }
}

function compileSingle<T>(
  rule: RuleSource,
  path: string,
  kindOf: (rule: RuleSource) => ValueKind<T> | undefined,
  compilation: Compilation,
): Field<T> {
  const origin = compileOrigin(rule, path, compilation);
  const kind = kindOf(rule);
  if (kind === undefined) return () => undefined;
  refuseSettings(rule, path, kind.settings, `here: the field is ${kind.name}`, compilation);
  const { lookup } = rule;
  if (lookup === undefined && rule.else !== undefined) compilation.fault(path, 'else: belongs to a lookup:');
  const constant = rule.value ?? (rule.text !== undefined && !rule.text.includes('{') ? rule.text : undefined);
  if (constant !== undefined && lookup === undefined && kind.parse(String(constant)) === undefined) {
    compilation.fault(path, `"${String(constant)}" is not ${kind.name}`);
  }
  const table =
    lookup && new Map(Object.entries(lookup).map(([from, to]) => [from, to === null ? undefined : String(to)]));
  return (reading) => {
    const text = origin(reading);
    if (text === undefined) return undefined;
    let looked: string | undefined = text;
    if (table !== undefined) {
      if (table.has(text)) looked = table.get(text);
      else if (rule.else === 'missing') looked = undefined;
      else if (rule.else !== 'keep') {
        reading.problems.push({
          path,
          reason: `"${text}" is not in the lookup (add it, or say else: missing or keep)`,
        });
        return undefined;
      }
      if (looked === undefined) return undefined;
    }
    const value = kind.parse(looked);
    if (value === undefined) reading.problems.push({ path, reason: `"${looked}" is not ${kind.name}` });
    return value;
  };
}

function finish<T>(rule: RuleSource, path: string, field: Field<T>, compilation: Compilation): Field<T> {
  const condition = rule.when && compileCondition(rule.when);
  for (const column of Object.keys(rule.when ?? {})) compilation.uses([column], `${path}.when`, false);
  return (reading) => {
    if (condition !== undefined && !condition(reading.row)) return undefined;
    const before = reading.problems.length;
    const value = field(reading);
    if (value !== undefined || reading.problems.length > before) return value;
    if (rule.ifMissing === 'reject') reading.problems.push({ path, reason: 'has no value in this row' });
    return ifMissing(rule);
  };
}

function ifMissing(rule: RuleSource): null | undefined {
  return rule.ifMissing === 'null' ? null : undefined;
}
