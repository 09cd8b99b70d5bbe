import { AlertRulesInvalid, RuleFindings, SEVERITIES, SHIPPED_RULES, type Entry } from '#core/alerts';
import type { CasePolicy, Deadline } from './case-policy.ts';

/**
 * Reads the section `cases` of a rules file.
 *
 * @param own a desk's own rules file; the shipped section where it has none
 * @throws AlertRulesInvalid listing every problem with its path
 */
export function loadCasePolicy(own?: unknown): CasePolicy {
  const findings = new RuleFindings();
  const section = isRecord(own) ? own['cases'] : undefined;
  const entry = findings.entry(section ?? SHIPPED_RULES.cases, 'cases', ['deadlines', 'escalateTo', 'recoveredWithin']);
  const deadlines = findings.entries(entry, 'deadlines', ['severities', 'segments', 'dueIn']);
  const last = deadlines.at(-1);
  if (last === undefined || last.fields['severities'] !== undefined || last.fields['segments'] !== undefined) {
    findings.add('cases.deadlines', 'must end with one that has neither severities nor segments: it is for all others');
  }
  const policy = {
    deadlines: deadlines.map((each) => readDeadline(findings, each)),
    escalateTo: findings.text(entry, 'escalateTo'),
    recoveredWithin: findings.period(entry, 'recoveredWithin'),
  };
  if (findings.problems.length > 0) throw new AlertRulesInvalid(findings.problems);
  return policy;
}

function readDeadline(findings: RuleFindings, entry: Entry): Deadline {
  const { severities, segments } = entry.fields;
  const isSeverity = (name: string) => SEVERITIES.some((severity) => severity === name);
  return {
    dueIn: findings.period(entry, 'dueIn'),
    ...(severities === undefined
      ? {}
      : { severities: findings.texts(entry, 'severities', isSeverity, 'severity') as Deadline['severities'] & object }),
    ...(segments === undefined
      ? {}
      : { segments: findings.texts(entry, 'segments', (name) => name !== '', 'segment') }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
