import type { EventAlert, EventAlertState, ToldAlert } from '#core/alerts';
import type { Reading } from '#core/kpis';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import type { StoredEvidence } from './alert.entity.ts';

export type AlertRow = Omit<ToldAlert, 'answers' | 'ticketId' | 'readings' | 'responseId' | 'subject' | 'caseId'> & {
  readonly responseId: string | null;
  readonly caseId: string | null;
  readonly evidence: StoredEvidence;
};

/** What an `AlertRow` is made of. */
export const ALERT_COLUMNS = `alert_id AS "alertId", rule, response_id AS "responseId", severity, state, step,
  raised_at AS "raisedAt", changed_at AS "changedAt", segment, summary, evidence, case_id AS "caseId"`;

/** Every alert about the responses, by response. */
export async function loadAlerts(
  queries: Queries,
  responseIds: readonly string[],
): Promise<ReadonlyMap<string, readonly EventAlert[]>> {
  const byResponse = new Map<string, EventAlert[]>();
  if (responseIds.length === 0) return byResponse;
  const rows = await queries.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts WHERE response_id = ANY ($1::text[]) ORDER BY rule`,
    [textArray(responseIds)],
  );
  for (const { responseId, ...row } of rows as readonly (AlertRow & { readonly responseId: string })[]) {
    const { readings: _, state, subject, caseId, ...alert } = alertOf({ ...row, responseId });
    // An alert about a response is withdrawn or fires: it is never over by itself.
    const eventAlert = { ...alert, state: state as EventAlertState, responseId, subject, caseId };
    byResponse.set(responseId, [...(byResponse.get(responseId) ?? []), eventAlert]);
  }
  return byResponse;
}

/** The alerts of these ids that there are, by id. */
export async function loadAlertsById(
  queries: Queries,
  alertIds: readonly string[],
): Promise<ReadonlyMap<string, ToldAlert>> {
  if (alertIds.length === 0) return new Map();
  const rows = await queries.query<AlertRow & { readonly [column: string]: unknown }>(
    `SELECT ${ALERT_COLUMNS} FROM alerts WHERE alert_id = ANY ($1::text[])`,
    [textArray(alertIds)],
  );
  return new Map(rows.map((row) => [row.alertId, alertOf(row)]));
}

/** An alert about a response rests on answers alone. */
export type SavedAlert = Omit<ToldAlert, 'readings'> & { readonly readings?: readonly Reading[] };

/**
 * Writes alerts as they are now, but for their cases (`saveAlertCases`). The caller holds what keeps others from writing the
 * same ones: the rows of their responses (`saveStandings`), of the rules about numbers (`moveLooks`), or of due times.
 */
export async function saveAlerts(queries: Queries, alerts: readonly SavedAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  await queries.execute(
    `INSERT INTO alerts (alert_id, rule, response_id, severity, state, step, raised_at, changed_at, segment, summary, evidence)
     SELECT alert_id, rule, nullif(response_id, ''), severity, state, step, raised_at, changed_at, segment::jsonb, summary, evidence::jsonb
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::bigint[],
                   $9::text[], $10::text[], $11::text[])
         AS t (alert_id, rule, response_id, severity, state, step, raised_at, changed_at, segment, summary, evidence)
     ON CONFLICT (alert_id) DO UPDATE
       SET severity = excluded.severity, state = excluded.state, step = excluded.step, raised_at = excluded.raised_at,
           changed_at = excluded.changed_at, segment = excluded.segment, summary = excluded.summary,
           evidence = excluded.evidence`,
    [
      textArray(alerts.map(({ alertId }) => alertId)),
      textArray(alerts.map(({ rule }) => rule)),
      textArray(alerts.map(({ responseId }) => responseId ?? '')),
      textArray(alerts.map(({ severity }) => severity)),
      textArray(alerts.map(({ state }) => state)),
      numberArray(alerts.map(({ step }) => step)),
      numberArray(alerts.map(({ raisedAt }) => raisedAt)),
      numberArray(alerts.map(({ changedAt }) => changedAt)),
      textArray(alerts.map(({ segment }) => JSON.stringify(segment))),
      textArray(alerts.map(({ summary }) => summary)),
      textArray(
        alerts.map(({ answers, ticketId, subject, readings }) =>
          JSON.stringify({ answers, ticketId, subject, readings }),
        ),
      ),
    ],
  );
}

/** Notes which case each alert belongs to; alerts of that id must be there. */
export async function saveAlertCases(queries: Queries, caseIdOf: ReadonlyMap<string, string>): Promise<void> {
  if (caseIdOf.size === 0) return;
  await queries.execute(
    `UPDATE alerts SET case_id = t.case_id
       FROM unnest($1::text[], $2::text[]) AS t (alert_id, case_id) WHERE alerts.alert_id = t.alert_id`,
    [textArray([...caseIdOf.keys()]), textArray([...caseIdOf.values()])],
  );
}

/** The alert that a row holds. */
export function alertOf({ evidence, responseId, caseId, ...row }: AlertRow): ToldAlert {
  const { answers, ticketId, subject, readings = [] } = evidence;
  const whose = { responseId: responseId ?? undefined, subject, caseId: caseId ?? undefined };
  return { ...row, ...whose, answers, ticketId, readings };
}
