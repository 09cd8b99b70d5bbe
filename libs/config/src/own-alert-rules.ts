import { AlertRulesInvalid, loadAlertRules, type PagingPolicy, type RuleProblem } from '#core/alerts';
import { loadCasePolicy } from '#core/cases';
import { loadCatalogue } from '#core/kpis';
import { readYaml } from './own-catalogue.ts';
import type { SettingProblem } from './settings-invalid.ts';

export interface OwnAlertRules {
  readonly content: unknown;
  readonly problems: readonly SettingProblem[];
}

/** What a receiver of pages can be called: after a tool, or `default` for every tool that no other one is called after. */
const PAGED = ['default', 'pagerduty', 'slack', 'teams', 'email'];

/**
 * Reads and checks the file of own alert rules. Without a file there is nothing to read and nothing wrong.
 *
 * @param ownCatalogue whose KPIs the rules may name beside the built-in ones; `undefined` when it is wrong or not there
 */
export function readOwnAlertRules(path: string | undefined, ownCatalogue: unknown): OwnAlertRules {
  if (path === undefined) return { content: undefined, problems: [] };
  let content: unknown;
  let wrong: readonly RuleProblem[];
  try {
    content = readYaml(path, 'with the rules under "rules"; docs/alerts.md shows their form.');
    wrong = [
      ...problemsOf(() => strangersIn(loadAlertRules(content, loadCatalogue(ownCatalogue)).paging)),
      ...problemsOf(() => void loadCasePolicy(content)),
    ];
  } catch (error) {
    wrong = [{ path: '', message: (error as Error).message }];
  }
  const problems = wrong.map((problem) => ({
    name: 'BAROMETER_ALERT_RULES',
    message: `BAROMETER_ALERT_RULES, ${path}: ${[problem.path, problem.message].filter(Boolean).join(' ')}`,
  }));
  return { content: problems.length === 0 ? content : undefined, problems };
}

/** @throws AlertRulesInvalid naming the receivers that are called after no tool */
function strangersIn({ receivers }: PagingPolicy): void {
  const problems = receivers.flatMap(({ name }, i) =>
    PAGED.includes(name)
      ? []
      : [{ path: `paging.receivers[${i}].name`, message: `must be one of ${PAGED.join(', ')} (${name})` }],
  );
  if (problems.length > 0) throw new AlertRulesInvalid(problems);
}

function problemsOf(read: () => void): readonly RuleProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof AlertRulesInvalid) return error.problems;
    throw error;
  }
}
