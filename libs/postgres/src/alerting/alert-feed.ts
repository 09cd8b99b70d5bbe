import type { AlertState, ToldAlert } from '#core/alerts';
import type { Database } from '../database.ts';
import { AlertEntity } from './alert.entity.ts';
import { alertOf } from './alerts.ts';

/** Which alerts are wanted; what is left out does not matter. */
export interface AlertFilter {
  readonly state?: AlertState | undefined;
  readonly rule?: string | undefined;
  readonly team?: string | undefined;
}

/** The place of an alert in the feed. */
export interface AlertPlace {
  readonly raisedAt: number;
  readonly alertId: string;
}

/**
 * Alerts, the newest first by when they were raised, so that an alert keeps its place whatever becomes of it.
 *
 * @param limit at most this many
 * @param after only what follows this place
 */
export async function alertFeed(
  database: Database,
  filter: AlertFilter,
  limit: number,
  after?: AlertPlace,
): Promise<ToldAlert[]> {
  const query = database.typeorm
    .getRepository(AlertEntity)
    .createQueryBuilder('alert')
    .orderBy('alert.raisedAt', 'DESC')
    .addOrderBy('alert.alertId', 'DESC')
    .limit(limit);
  if (filter.state !== undefined) query.andWhere('alert.state = :state', { state: filter.state });
  if (filter.rule !== undefined) query.andWhere('alert.rule = :rule', { rule: filter.rule });
  if (filter.team !== undefined) query.andWhere(`alert.segment->>'team' = :team`, { team: filter.team });
  if (after !== undefined) {
    query.andWhere('(alert.raisedAt, alert.alertId) < (:raisedAt, :alertId)', { ...after });
  }
  const rows = await query.getMany();
  return rows.map(alertOf);
}
