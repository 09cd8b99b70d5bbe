import type { Segment } from '#core/segments';
import { followResponse, type EventAlert } from '../event-alert.ts';
import { badAnswers } from '../event-rule.ts';
import { judgeRepeats, type BadResponse } from '../judges/repeat.ts';
import type { AlertNotice } from '../paging/notice.ts';
import { joinStandings, standingOf, type ResponseStanding } from '../response-standing.ts';
import type { AlertRule, RepeatRule } from '../rules/rule.ts';
import type { HistoricResponse, History } from './history.ts';

/** What rules about answers would have told: each answer by itself, and repeats. */
export function responseNotices(rules: readonly AlertRule[], { responses }: History): AlertNotice[] {
  const alone = answerNotices(rules, responses);
  return [
    ...alone,
    ...rules.filter((rule) => rule.kind === 'repeat').flatMap((rule) => repeatNotices(rule, responses)),
  ];
}

function answerNotices(rules: readonly AlertRule[], responses: readonly HistoricResponse[]): AlertNotice[] {
  const answerRules = rules.filter((rule) => rule.kind === 'answer');
  const standings = new Map<string, ResponseStanding>();
  const alerts = new Map<string, readonly EventAlert[]>();
  return responses.flatMap((response) => {
    const { responseId } = response.data;
    const standing = joinStandings(standings.get(responseId), standingOf(response, answerRules));
    standings.set(responseId, standing);
    const known = alerts.get(responseId) ?? [];
    const alertIdOf = (rule: string, id: string) => `${rule} ${id}`;
    const changes = followResponse(responseId, standing, known, {
      rules: answerRules,
      alertIdOf,
      at: response.loggedAt,
    });
    const changed = changes.map(({ alert }) => alert);
    alerts.set(responseId, [
      ...known.filter(({ alertId }) => changed.every((alert) => alert.alertId !== alertId)),
      ...changed,
    ]);
    return changes.filter(({ stepped }) => stepped).map(({ alert }) => eventNotice(alert));
  });
}

function eventNotice({
  alertId,
  rule,
  step,
  state,
  severity,
  changedAt: at,
  segment,
  summary,
}: EventAlert): AlertNotice {
  return { alertId, step, state, severity, at, summary, labels: { ...segment, rule, kind: 'answer', severity } };
}

/** A response is judged anew with each of its events; whoever it is about, the set of bad responses says what fires. */
function repeatNotices(rule: RepeatRule, responses: readonly HistoricResponse[]): AlertNotice[] {
  const answerRule = { ...rule, kind: 'answer' as const };
  const standings = new Map<string, ResponseStanding>();
  const subjects = new Map<string, { readonly bad: Map<string, BadResponse>; firing: ReadonlySet<string> }>();
  const subjectOf = new Map<string, string>();
  const answeredAt = new Map<string, number>();
  const segments = new Map<string, Segment>();
  const steps = new Map<string, number>();
  const { severity, title } = rule;
  return responses.flatMap((response) => {
    const { data, loggedAt: at } = response;
    const { responseId } = data;
    if (data.kind === 'survey-answered') {
      const subject = rule.of === 'company' ? data.respondent.company : data.respondent.id;
      if (subject === undefined) return [];
      subjectOf.set(responseId, subject);
      if (badAnswers(rule, data).length > 0) answeredAt.set(responseId, data.answeredAt);
    }
    const standing = joinStandings(standings.get(responseId), standingOf(response, [answerRule]));
    standings.set(responseId, standing);
    const name = subjectOf.get(responseId);
    if (name === undefined) return [];
    const subject = subjects.get(name) ?? { bad: new Map<string, BadResponse>(), firing: new Set<string>() };
    subjects.set(name, subject);
    if (standing !== 'withdrawn' && standing.revision.breaches.length > 0) {
      const [breach] = standing.revision.breaches;
      segments.set(responseId, breach?.segment ?? {});
      const fresh = standing.roused.includes(rule.id);
      subject.bad.set(responseId, { responseId, answeredAt: answeredAt.get(responseId) ?? at, fresh });
    } else subject.bad.delete(responseId);
    const firing = new Set(judgeRepeats(rule, [...subject.bad.values()]).map((repeat) => repeat.responseId));
    const changed = [...firing].filter((id) => !subject.firing.has(id)).map((id) => ({ id, state: 'firing' as const }));
    const gone = [...subject.firing].filter((id) => !firing.has(id)).map((id) => ({ id, state: 'withdrawn' as const }));
    subject.firing = firing;
    return [...changed, ...gone].map(({ id, state }): AlertNotice => {
      const alertId = `${rule.id} ${id}`;
      const step = (steps.get(alertId) ?? 0) + 1;
      steps.set(alertId, step);
      const summary = state === 'firing' ? title : `${title} withdrawn after a correction`;
      return {
        alertId,
        step,
        state,
        severity,
        at,
        summary,
        labels: { ...segments.get(id), rule: rule.id, kind: 'repeat', severity },
      };
    });
  });
}
