import type { ToldAlert } from '#core/alerts';
import type { Queries } from '../database.ts';
import { alertOf, ALERT_COLUMNS, type AlertRow } from './alerts.ts';

/** Which alerts a receiver without a memory of its own must hear of again. */
export interface Repetition {
  /** Those about a response that fire and came into that state after this: they have no end of their own. */
  readonly firingSince: number;
  /** Those that were withdrawn or resolved after this. */
  readonly withdrawnSince: number;
  /** At most this many. */
  readonly limit: number;
}

/** The alerts to tell again, the last to change first. What fires about a segment or a ticket is told as long as it does. */
export async function alertsToRepeat(
  queries: Queries,
  { firingSince, withdrawnSince, limit }: Repetition,
): Promise<ToldAlert[]> {
  const rows = await queries.query<AlertRow & { readonly [column: string]: unknown }>(
    `SELECT ${ALERT_COLUMNS} FROM alerts
      WHERE (changed_at > least($1::bigint, $2::bigint)
             AND changed_at > CASE state WHEN 'firing' THEN $1::bigint ELSE $2::bigint END AND state <> 'pending')
         OR (response_id IS NULL AND state = 'firing')
      ORDER BY changed_at DESC, alert_id LIMIT $3`,
    [firingSince, withdrawnSince, limit],
  );
  return rows.map(alertOf);
}
