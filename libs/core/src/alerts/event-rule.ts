import { classOf, scaleOf, type Answer, type ScaleId, type ScoreClass, type SurveyAnswered } from '#core/answers';
import type { Instant, Milliseconds } from '#core/time';
import type { RuleHead } from './rules/rule-head.ts';

/** The accounts that a desk may not lose: by the company's name, or by the customer segment it belongs to. */
export interface KeyAccounts {
  readonly companies: readonly string[];
  readonly segments: readonly string[];
}

/** Which answers are meant, and how old they may be. */
export interface BadAnswers {
  readonly scales: readonly ScaleId[];
  readonly classes: readonly ScoreClass[];
  /** An answer that was older than this when the log took it raises nothing: an import of old files must not page. */
  readonly freshFor: Milliseconds;
}

/** Says which answers raise an alert at once, each on its own. */
export interface EventRule extends RuleHead, BadAnswers {
  readonly kind: 'answer';
  /** Set: staff who are not allowed to recommend a supplier are left out, because they answer 0 by order. */
  readonly mayRecommend?: true;
  /** Set: only answers of these accounts are meant. */
  readonly keyAccounts?: KeyAccounts;
}

/** The answers of a response that meet the rule, in the order they were given. */
export function answersThatMeet(rule: EventRule, answered: SurveyAnswered): Answer[] {
  if (rule.mayRecommend === true && answered.respondent.mayRecommend === false) return [];
  if (rule.keyAccounts !== undefined && !isKeyAccount(rule.keyAccounts, answered)) return [];
  return badAnswers(rule, answered);
}

/** The answers of a response that are on one of the scales and of one of the classes. */
export function badAnswers({ scales, classes }: BadAnswers, answered: SurveyAnswered): Answer[] {
  return answered.answers.filter(
    ({ scale, score }) => scales.includes(scale) && classes.includes(classOf(scaleOf(scale), score)),
  );
}

/** Whether an answer was fresh when the log took it. One from the future (a clock that runs ahead) is. */
export function isFresh(rule: BadAnswers, answeredAt: Instant, loggedAt: Instant): boolean {
  return loggedAt - answeredAt <= rule.freshFor;
}

function isKeyAccount({ companies, segments }: KeyAccounts, { respondent }: SurveyAnswered): boolean {
  const { company, segment } = respondent;
  return (
    (company !== undefined && companies.includes(company)) || (segment !== undefined && segments.includes(segment))
  );
}
