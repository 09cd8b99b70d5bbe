import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const PROMETHEUS = join(import.meta.dirname, '../../deploy/prometheus');

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

type Rule = AlertRule | RecordingRule;

const rules: readonly Rule[] = filesIn('rules').flatMap((file) => {
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap((group) => group.rules);
});

export const ALERTS = rules.filter((rule): rule is AlertRule => 'alert' in rule);
export const RECORDED = rules.filter((rule): rule is RecordingRule => 'record' in rule);
export const TEST_FILES = filesIn('tests');

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
  }[];
}

const expectations = TEST_FILES.flatMap((file) => (parse(readFileSync(file, 'utf8')) as RuleTests).tests).flatMap(
  ({ alert_rule_test }) => alert_rule_test ?? [],
);

/** How often the tests expect the alert to fire, and how often that it does not. */
export function expectationsOf(alert: string): { readonly fires: number; readonly stays: number } {
  const own = expectations.filter(({ alertname }) => alertname === alert);
  const fires = own.filter(({ exp_alerts }) => exp_alerts.length > 0).length;
  return { fires, stays: own.length - fires };
}

function filesIn(folder: string): string[] {
  return readdirSync(join(PROMETHEUS, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(PROMETHEUS, folder, name));
}
