import { createHash } from 'node:crypto';
import {
  followRepeats,
  type AlertChange,
  type LoggedResponse,
  type RepeatRule,
  type ResponseStanding,
} from '#core/alerts';
import {
  loadAlerts,
  loadStandings,
  lockRepeatSubjects,
  repeatAnswersAround,
  repeatAnswersOf,
  saveRepeatAnswers,
  type Queries,
  type RepeatAnswer,
} from '#libs/postgres';
import { alertIdOf } from './alert-id.ts';

/** A response that stands otherwise than before. */
export interface NewStanding {
  readonly responseId: string;
  readonly standing: ResponseStanding;
  /** The events that made it so. */
  readonly events: readonly LoggedResponse[];
  /** When the log took the last of them. */
  readonly at: number;
}

/**
 * Takes in how responses stand now: notes whose bad ones they are, and judges anew everybody whose have changed. The caller
 * holds the rows of the responses.
 *
 * @returns the alerts about repeats that have made a step; they are not written yet
 */
export async function followRepeatedAnswers(
  queries: Queries,
  rules: readonly RepeatRule[],
  changed: readonly NewStanding[],
): Promise<AlertChange[]> {
  if (rules.length === 0 || changed.length === 0) return [];
  const before = await repeatAnswersOf(
    queries,
    changed.map(({ responseId }) => responseId),
  );
  const rows = new Map(before.map((row) => [`${row.rule} ${row.responseId}`, row]));
  const gone: RepeatAnswer[] = [];
  const known: RepeatAnswer[] = [];
  for (const each of changed) {
    for (const rule of rules) {
      const row = rows.get(`${rule.id} ${each.responseId}`);
      const answer = answerOf(rule, each, row);
      if (answer !== undefined) known.push(answer);
      else if (row !== undefined) gone.push(row);
    }
  }
  const moved = [...before, ...known];
  if (moved.length === 0) return [];
  await lockRepeatSubjects(
    queries,
    moved.map(({ subject }) => subject),
  );
  await saveRepeatAnswers(queries, gone, known);
  const near = seriesOf(await repeatAnswersAround(queries, moved));
  const judged = [...seriesOf(moved)].map(([name, answers]) => {
    const theirs = near.get(name) ?? [];
    // Whether an answer is a repeat may hang on the one just before it.
    const next = answers.flatMap((answer) => theirs.find((other) => byPlace(answer, other) < 0) ?? []);
    return { name, ids: new Set([...answers, ...next].map(({ responseId }) => responseId)), theirs };
  });
  const responseIds = [...new Set(judged.flatMap(({ ids }) => [...ids]))];
  const standings = await loadStandings(queries, responseIds);
  const alerts = await loadAlerts(queries, responseIds);
  const at = Math.max(...changed.map((each) => each.at));
  return judged.flatMap(({ name, ids, theirs }) => {
    const rule = rules.find(({ id }) => name.startsWith(`${id} `));
    if (rule === undefined) return [];
    const told = [...ids].flatMap((id) => (alerts.get(id) ?? []).filter((alert) => alert.rule === rule.id));
    const candidates = theirs.map(({ responseId, answeredAt }) => {
      return { responseId, answeredAt, standing: standings.get(responseId)?.standing };
    });
    return followRepeats(rule, ids, candidates, told, { alertIdOf, at });
  });
}

/** Answers by rule and subject, in the order in which they were given. */
function seriesOf(answers: readonly RepeatAnswer[]): ReadonlyMap<string, readonly RepeatAnswer[]> {
  const series = new Map<string, RepeatAnswer[]>();
  for (const answer of [...answers].sort(byPlace)) {
    const name = `${answer.rule} ${answer.subject}`;
    const known = series.get(name);
    if (known === undefined) series.set(name, [answer]);
    else known.push(answer);
  }
  return series;
}

function byPlace(a: RepeatAnswer, b: RepeatAnswer): number {
  if (a.answeredAt !== b.answeredAt) return a.answeredAt - b.answeredAt;
  if (a.responseId === b.responseId) return 0;
  return a.responseId < b.responseId ? -1 : 1;
}

/** What is known of a response under a rule: whose it is follows from the event whose revision stands. */
function answerOf(
  rule: RepeatRule,
  { responseId, standing, events }: NewStanding,
  row: RepeatAnswer | undefined,
): RepeatAnswer | undefined {
  if (standing === 'withdrawn' || standing.revision.breaches.every((breach) => breach.rule !== rule.id))
    return undefined;
  const { source, id } = standing.revision;
  const data = events.find((event) => event.source === source && event.id === id)?.data;
  if (data?.kind !== 'survey-answered') return row;
  const whose = rule.of === 'company' ? data.respondent.company : data.respondent.id;
  if (whose === undefined) return undefined;
  return { rule: rule.id, subject: subjectOf(rule, whose), responseId, answeredAt: data.answeredAt };
}

function subjectOf({ of }: RepeatRule, whose: string): string {
  return createHash('sha256')
    .update(JSON.stringify([of, whose]))
    .digest('hex');
}
