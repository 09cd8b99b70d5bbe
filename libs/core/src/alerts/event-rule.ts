import { classOf, scaleOf, type Answer, type ScaleId, type ScoreClass, type SurveyAnswered } from '#core/answers';
import type { Instant, Milliseconds } from '#core/time';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Says which answers raise an alert at once, each on its own. */
export interface EventRule {
  /** Lower-case words joined by hyphens; part of every alert's id, so it never changes its meaning. */
  readonly id: string;
  /** What a person is told has happened. */
  readonly title: string;
  readonly severity: Severity;
  readonly scales: readonly ScaleId[];
  readonly classes: readonly ScoreClass[];
  /** Set: staff who are not allowed to recommend a supplier are left out, because they answer 0 by order. */
  readonly mayRecommend?: true;
  /** An answer that was older than this when the log took it raises nothing: an import of old files must not page. */
  readonly freshFor: Milliseconds;
}

/** The answers of a response that meet the rule, in the order they were given. */
export function answersThatMeet(rule: EventRule, answered: SurveyAnswered): Answer[] {
  if (rule.mayRecommend === true && answered.respondent.mayRecommend === false) return [];
  return answered.answers.filter(
    ({ scale, score }) => rule.scales.includes(scale) && rule.classes.includes(classOf(scaleOf(scale), score)),
  );
}

/** Whether an answer was fresh when the log took it. One from the future (a clock that runs ahead) is. */
export function isFresh(rule: EventRule, answeredAt: Instant, loggedAt: Instant): boolean {
  return loggedAt - answeredAt <= rule.freshFor;
}
