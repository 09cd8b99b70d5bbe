import type { Instant } from '#core/time';
import { sentence, type AlertChange, type AlertContext, type EventAlert } from './event-alert.ts';
import { judgeRepeats } from './judges/repeat.ts';
import type { ResponseStanding } from './response-standing.ts';
import type { RepeatRule } from './rules/rule.ts';

/** A response of a respondent, or of a company, that is bad. */
export interface RepeatCandidate {
  readonly responseId: string;
  readonly answeredAt: Instant;
  /** `undefined` when only its place is needed. */
  readonly standing: ResponseStanding | undefined;
}

/**
 * Brings alerts of a rule about repeats in line with what is known of one respondent, or of one company. An earlier bad answer
 * that is corrected takes back the alert about the later one.
 *
 * @param judged the responses whose alerts may change
 * @param candidates those of them that are bad, each with the nearest bad one before it
 * @param alerts every alert of the rule about one of the judged
 */
export function followRepeats(
  rule: RepeatRule,
  judged: ReadonlySet<string>,
  candidates: readonly RepeatCandidate[],
  alerts: readonly EventAlert[],
  { alertIdOf, at }: Pick<AlertContext, 'alertIdOf' | 'at'>,
): AlertChange[] {
  const bad = candidates.map((each) => ({
    ...each,
    fresh: judged.has(each.responseId) && isFresh(rule, each.standing),
  }));
  const repeated = new Set(judgeRepeats(rule, bad).map(({ responseId }) => responseId));
  const raised = bad.flatMap(({ responseId, standing }): AlertChange[] => {
    const told = alerts.find((alert) => alert.responseId === responseId);
    const breach = breachOf(rule, standing);
    if (breach === undefined || !repeated.has(responseId) || told?.state === 'firing') return [];
    const { answers, segment, subject, ticketId } = breach;
    const alert: EventAlert = {
      alertId: alertIdOf(rule.id, responseId),
      rule: rule.id,
      responseId,
      severity: rule.severity,
      state: 'firing',
      step: (told?.step ?? 0) + 1,
      raisedAt: told?.raisedAt ?? at,
      changedAt: at,
      answers,
      segment,
      ticketId,
      subject,
      caseId: told?.caseId,
      summary: sentence(rule.title, breach),
    };
    return [{ alert, stepped: true }];
  });
  const withdrawn = alerts
    .filter(({ state, responseId }) => state === 'firing' && !repeated.has(responseId))
    .map((told): AlertChange => {
      const summary = `${rule.title} withdrawn: an answer was corrected or taken back`;
      return { alert: { ...told, state: 'withdrawn', step: told.step + 1, changedAt: at, summary }, stepped: true };
    });
  return [...raised, ...withdrawn];
}

function isFresh({ id }: RepeatRule, standing: ResponseStanding | undefined): boolean {
  return standing !== undefined && standing !== 'withdrawn' && standing.roused.includes(id);
}

function breachOf({ id }: RepeatRule, standing: ResponseStanding | undefined) {
  if (standing === undefined || standing === 'withdrawn') return undefined;
  return standing.revision.breaches.find(({ rule }) => rule === id);
}
