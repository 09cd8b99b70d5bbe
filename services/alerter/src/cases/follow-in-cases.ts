import type { EventAlert } from '#core/alerts';
import { followAlert, followAnswer, followWithdrawal, type CasePolicy } from '#core/cases';
import type { Instant } from '#core/time';
import { holdCases, saveAlertCases, type Queries } from '#libs/postgres';
import { CaseBook } from './case-book.ts';
import type { CaseRules } from './case-rules.ts';
import { caseIdOf } from './case-subject.ts';
import { saveGrowths } from './save-growths.ts';
import type { StandingAnswer } from './standing-answers.ts';

export interface CaseGroundsOfBatch {
  /** Alerts that came into another state; they are written already. */
  readonly steps: readonly EventAlert[];
  readonly answers: readonly StandingAnswer[];
}

/**
 * Lets alerts and answers have their effect on cases, in the transaction that wrote them: every alert that fires opens a
 * case or joins one, one that is withdrawn leaves its case, a good answer closes the loop and a correction takes that back.
 *
 * @param now from when on what is told is due
 * @returns the alerts with the cases that they belong to now
 * @throws CaseChanged when another transaction opened a case for one of the subjects meanwhile: roll back and try again
 */
export async function followInCases(
  tx: Queries,
  { steps, answers }: CaseGroundsOfBatch,
  rules: CaseRules,
  now: Instant,
): Promise<EventAlert[]> {
  const { policy } = rules;
  if (steps.length === 0 && answers.length === 0) return [];
  const book = new CaseBook(await holdCases(tx, wantedFor(steps, answers)));
  const caseIdByAlert = new Map<string, string>();
  for (const { alerts, answer } of inOrderOfTheLog(steps, answers)) {
    for (const alert of alerts) if (alert.state === 'withdrawn') withdraw(book, alert);
    // Before the alerts: an answer that was good and is bad now gives the case back that its alert shall join.
    if (answer !== undefined) follow(book, answer, policy);
    for (const alert of alerts) {
      if (alert.state === 'firing') caseIdByAlert.set(alert.alertId, join(book, alert, policy));
    }
  }
  await saveGrowths(tx, book.grown, rules, now);
  await saveAlertCases(tx, caseIdByAlert);
  return steps.map((alert) => ({ ...alert, caseId: caseIdByAlert.get(alert.alertId) ?? alert.caseId }));
}

/** What a response has to say to cases. */
interface Beat {
  readonly at: Instant;
  readonly alerts: EventAlert[];
  readonly answer?: StandingAnswer;
}

/** Response by response as the log took them: a good answer closes also the case that an earlier one of its batch opened. */
function inOrderOfTheLog(steps: readonly EventAlert[], answers: readonly StandingAnswer[]): Beat[] {
  const beats = new Map<string, Beat>(
    answers.map((answer) => [answer.answer.responseId, { at: answer.at, alerts: [], answer }]),
  );
  for (const alert of steps) {
    const beat = beats.get(alert.responseId) ?? { at: alert.changedAt, alerts: [] };
    beat.alerts.push(alert);
    beats.set(alert.responseId, beat);
  }
  return [...beats.values()].sort((a, b) => a.at - b.at);
}

function wantedFor(steps: readonly EventAlert[], answers: readonly StandingAnswer[]) {
  const defined = (texts: readonly (string | undefined)[]) => [...new Set(texts.filter((text) => text !== undefined))];
  return {
    subjects: defined([...steps.map(subjectOf), ...answers.map(({ subject }) => subject)]),
    caseIds: defined(steps.map(({ caseId }) => caseId)),
    responseIds: defined(answers.map(({ answer }) => answer.responseId)),
  };
}

function subjectOf({ subject, alertId }: EventAlert): string {
  return subject ?? alertId;
}

function withdraw(book: CaseBook, { caseId, alertId, changedAt }: EventAlert): void {
  const known = book.find(caseId);
  if (known !== undefined) book.write(known, followWithdrawal(known, alertId, changedAt));
}

function follow(book: CaseBook, { answer, subject, at }: StandingAnswer, policy: CasePolicy): void {
  const own = subject === undefined ? [] : book.casesOf(subject);
  for (const known of own) book.write(known, followAnswer(known, answer, at, policy));
  // A correction can also change whose answer it is: then it says nothing any more about the case that it had closed.
  for (const known of book.closedBy(answer.responseId)) {
    if (known.subject !== subject) book.write(known, followAnswer(known, { ...answer, good: false }, at, policy));
  }
}

function join(book: CaseBook, alert: EventAlert, policy: CasePolicy): string {
  const { alertId, severity, segment, changedAt: at, ticketId } = alert;
  const subject = subjectOf(alert);
  const grounds = { alertId, severity, segment, at, subject, ...(ticketId === undefined ? {} : { ticketId }) };
  const latest = book.casesOf(subject).at(-1);
  const newCaseId = caseIdOf(subject, book.nextOrdinal(subject));
  const events = followAlert(latest, grounds, policy, newCaseId);
  const [first] = events;
  const known = first?.change === 'opened' ? undefined : latest;
  return book.write(known, events)?.caseId ?? newCaseId;
}
