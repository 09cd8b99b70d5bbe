import type { Answer } from '#core/answers';
import { attributesKey, type Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import type { EventRule } from './event-rule.ts';
import { breachesThatFire, type Breach, type ResponseStanding } from './response-standing.ts';
import type { Severity } from './rules/rule-head.ts';

/** `withdrawn`: the answer behind the alert was corrected or taken back. */
export const EVENT_ALERT_STATES = ['firing', 'withdrawn'] as const;

export type EventAlertState = (typeof EVENT_ALERT_STATES)[number];

/** An alert about one response: one per rule, however many of its answers meet the rule. */
export interface EventAlert {
  readonly alertId: string;
  readonly rule: string;
  readonly responseId: string;
  readonly severity: Severity;
  readonly state: EventAlertState;
  /** How many times the alert has come into a state, from 1: numbers its events. */
  readonly step: number;
  /** When it first fired. */
  readonly raisedAt: Instant;
  /** When it came into its state. */
  readonly changedAt: Instant;
  readonly segment: Attributes;
  /** One sentence for the person who is paged; none of the respondent's words. */
  readonly summary: string;
  readonly answers: readonly Answer[];
  readonly ticketId: string | undefined;
  /** Stands for the respondent, else for the ticket; alerts of one subject belong to one case. */
  readonly subject: string | undefined;
  /** The case that it opened or joined last. */
  readonly caseId: string | undefined;
}

/** An alert that is not as it was. */
export interface AlertChange {
  readonly alert: EventAlert;
  /** Whether it came into another state: that is told to the world. Otherwise only its evidence is new. */
  readonly stepped: boolean;
}

export interface AlertContext {
  readonly rules: readonly EventRule[];
  /** Gives the same id for the same rule and response, without showing the response's own id. */
  readonly alertIdOf: (rule: string, responseId: string) => string;
  /** When the log took the last event that is known. */
  readonly at: Instant;
}

/**
 * Brings the alerts of a response in line with its standing. What is already so stays untouched: a second revision that
 * is still bad pages nobody again.
 *
 * @param alerts every alert there is about the response
 */
export function followResponse(
  responseId: string,
  standing: ResponseStanding,
  alerts: readonly EventAlert[],
  { rules, alertIdOf, at }: AlertContext,
): AlertChange[] {
  const firing = breachesThatFire(standing);
  const changes: AlertChange[] = [];
  for (const alert of alerts) {
    const breach = firing.find(({ rule }) => rule === alert.rule);
    const title = rules.find(({ id }) => id === alert.rule)?.title ?? alert.rule;
    if (breach === undefined) {
      if (alert.state === 'firing')
        changes.push(stepTo('withdrawn', alert, `${title} withdrawn: the answer was corrected or taken back`, at));
    } else if (alert.state === 'withdrawn') {
      changes.push(stepTo('firing', { ...alert, ...evidenceOf(breach) }, sentence(title, breach), at));
    } else if (!isEvidence(alert, breach)) {
      changes.push({ alert: { ...alert, ...evidenceOf(breach), summary: sentence(title, breach) }, stepped: false });
    }
  }
  for (const breach of firing) {
    const rule = rules.find(({ id }) => id === breach.rule);
    // A rule that was removed since the response was last heard of raises nothing new.
    if (rule === undefined || alerts.some((alert) => alert.rule === breach.rule)) continue;
    const { id, severity, title } = rule;
    const alertId = alertIdOf(id, responseId);
    const raised = { alertId, rule: id, responseId, severity, step: 0, raisedAt: at, caseId: undefined };
    changes.push(stepTo('firing', { ...raised, ...evidenceOf(breach) }, sentence(title, breach), at));
  }
  return changes;
}

function stepTo(
  state: EventAlertState,
  alert: Omit<EventAlert, 'state' | 'changedAt' | 'summary'>,
  summary: string,
  at: Instant,
): AlertChange {
  return { alert: { ...alert, state, step: alert.step + 1, changedAt: at, summary }, stepped: true };
}

function evidenceOf({ answers, segment, subject, ticketId }: Breach) {
  return { answers, segment, subject, ticketId };
}

function isEvidence(alert: EventAlert, breach: Breach): boolean {
  return (
    alert.ticketId === breach.ticketId &&
    alert.subject === breach.subject &&
    attributesKey(alert.segment) === attributesKey(breach.segment) &&
    JSON.stringify(alert.answers.map(tuple)) === JSON.stringify(breach.answers.map(tuple))
  );
}

/** `Detractor: 3 on nps-0-10 to "recommend" (team desk-1, channel email)` */
export function sentence(title: string, { answers, segment }: Breach): string {
  const given = answers.map(({ question, scale, score }) => `${score} on ${scale} to "${question}"`);
  const more = given.length > 1 ? ` and ${given.length - 1} more` : '';
  const places = Object.entries(segment).map(([dimension, value]) => `${dimension} ${value}`);
  return `${title}: ${given[0] ?? ''}${more}${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
}

function tuple({ question, scale, score }: Answer): [string, string, number] {
  return [question, scale, score];
}
