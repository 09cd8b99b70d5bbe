import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A bad response of somebody who may give another one. */
export interface RepeatAnswer {
  readonly rule: string;
  /** Whose it is: a digest, the same for the same respondent or company. */
  readonly subject: string;
  readonly responseId: string;
  readonly answeredAt: number;
}

/** What is known of responses under rules about repeats. */
export async function repeatAnswersOf(queries: Queries, responseIds: readonly string[]): Promise<RepeatAnswer[]> {
  if (responseIds.length === 0) return [];
  return queries.query<RepeatAnswer & { readonly [column: string]: unknown }>(
    `SELECT ${COLUMNS} FROM repeat_answers WHERE response_id = ANY ($1::text[])`,
    [textArray(responseIds)],
  );
}

/** Keeps others from changing what is known of these, until the end of the transaction. */
export async function lockRepeatSubjects(queries: Queries, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  // One order for all: two transactions that share subjects wait for each other instead of locking each other out.
  await queries.query(
    `SELECT pg_advisory_xact_lock($2, hashtext(subject))
       FROM (SELECT subject FROM unnest($1::text[]) AS t (subject) ORDER BY hashtext(subject)) AS sorted`,
    [textArray([...new Set(subjects)]), REPEATS],
  );
}

/**
 * What is known around some answers: themselves, if they are known, the nearest of the same rule and subject before, and the
 * nearest two after. Lock the subjects before.
 */
export async function repeatAnswersAround(queries: Queries, answers: readonly RepeatAnswer[]): Promise<RepeatAnswer[]> {
  if (answers.length === 0) return [];
  return queries.query<RepeatAnswer & { readonly [column: string]: unknown }>(
    `SELECT DISTINCT near.* FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS a (rule, subject, answered_at, response_id)
      CROSS JOIN LATERAL (
        (SELECT ${COLUMNS} FROM repeat_answers r
          WHERE r.subject = a.subject AND r.rule = a.rule
            AND (r.answered_at, r.response_id) < (a.answered_at, a.response_id COLLATE "C")
          ORDER BY r.answered_at DESC, r.response_id DESC LIMIT 1)
        UNION ALL
        (SELECT ${COLUMNS} FROM repeat_answers r
          WHERE r.subject = a.subject AND r.rule = a.rule
            AND (r.answered_at, r.response_id) >= (a.answered_at, a.response_id COLLATE "C")
          ORDER BY r.answered_at, r.response_id LIMIT 2)) AS near`,
    columnsOf(answers),
  );
}

/** Forgets what was known of responses under rules, and writes what is. The caller holds their rows (`saveStandings`). */
export async function saveRepeatAnswers(
  queries: Queries,
  gone: readonly Pick<RepeatAnswer, 'rule' | 'responseId'>[],
  known: readonly RepeatAnswer[],
): Promise<void> {
  if (gone.length > 0) {
    await queries.execute(
      `DELETE FROM repeat_answers USING unnest($1::text[], $2::text[]) AS t (rule, response_id)
        WHERE repeat_answers.rule = t.rule AND repeat_answers.response_id = t.response_id`,
      [textArray(gone.map(({ rule }) => rule)), textArray(gone.map(({ responseId }) => responseId))],
    );
  }
  if (known.length === 0) return;
  await queries.execute(
    `INSERT INTO repeat_answers (rule, subject, answered_at, response_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
     ON CONFLICT (rule, response_id) DO UPDATE SET subject = excluded.subject, answered_at = excluded.answered_at`,
    columnsOf(known),
  );
}

function columnsOf(answers: readonly RepeatAnswer[]) {
  return [
    textArray(answers.map(({ rule }) => rule)),
    textArray(answers.map(({ subject }) => subject)),
    numberArray(answers.map(({ answeredAt }) => answeredAt)),
    textArray(answers.map(({ responseId }) => responseId)),
  ];
}

const COLUMNS = 'rule, subject, response_id AS "responseId", answered_at AS "answeredAt"';

/** The first half of the locks of subjects. Any number will do that no other lock of two halves uses. */
const REPEATS = 727_007;
