import type { Lives, SignalLife, ToldAlert, VolumeChart } from '#core/alerts';
import type { Segment } from '#core/segments';
import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { loadAlertsById } from './alerts.ts';

/** What is known of a segment under a rule. */
export interface StoredSignal {
  readonly alertId: string;
  readonly rule: string;
  readonly segment: Segment;
  /** The volume rules remember a chart beside the life. */
  readonly lives: Lives<VolumeChart>;
  /** The alert as it was last told; `undefined` when it never was. */
  readonly told: ToldAlert | undefined;
}

/** Somebody else has judged since: roll back and read everything again. */
export class JudgedElsewhere extends Error {
  override readonly name = 'JudgedElsewhere';
}

/** Up to which instant the rules about numbers were judged; `undefined` when they never were. */
export async function judgedUntil(queries: Queries): Promise<number | undefined> {
  const [row] = await queries.query<{ judged_at: number | null }>('SELECT judged_at FROM signal_looks');
  return row?.judged_at ?? undefined;
}

/**
 * Moves the judging on. Whoever else would judge waits for this row, until the end of the transaction, and then finds that
 * it has moved.
 *
 * @param from where the caller has found it
 * @throws JudgedElsewhere when it stands somewhere else
 */
export async function moveLooks(queries: Queries, from: number | undefined, to: number): Promise<void> {
  const moved = await queries.execute(
    'UPDATE signal_looks SET judged_at = $2 WHERE judged_at IS NOT DISTINCT FROM $1::bigint',
    [from ?? null, to],
  );
  if (moved !== 1)
    throw new JudgedElsewhere('another alerter has judged the rules meanwhile; this one reads them again');
}

/** Every signal that is known, with its alert. */
export async function loadSignals(queries: Queries): Promise<StoredSignal[]> {
  const signals = await queries.query<{ alert_id: string; rule: string; segment: Segment; lives: StoredLives }>(
    'SELECT alert_id, rule, segment, lives FROM signals ORDER BY alert_id',
  );
  const told = await loadAlertsById(
    queries,
    signals.map(({ alert_id: alertId }) => alertId),
  );
  return signals.map(({ alert_id: alertId, lives, ...signal }) => ({
    ...signal,
    alertId,
    lives: lives.map((each) => ({ ...each, life: { ...each.life, since: each.life.since ?? -Infinity } })),
    told: told.get(alertId),
  }));
}

/** Writes what is known of segments now; their alerts are written by `saveAlerts`. Call it after `moveLooks`. */
export async function saveSignals(queries: Queries, signals: readonly Omit<StoredSignal, 'told'>[]): Promise<void> {
  if (signals.length === 0) return;
  await queries.execute(
    `INSERT INTO signals (alert_id, rule, segment, lives)
     SELECT alert_id, rule, segment::jsonb, lives::jsonb
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (alert_id, rule, segment, lives)
     ON CONFLICT (alert_id) DO UPDATE SET lives = excluded.lives`,
    [
      textArray(signals.map(({ alertId }) => alertId)),
      textArray(signals.map(({ rule }) => rule)),
      textArray(signals.map(({ segment }) => JSON.stringify(segment))),
      textArray(signals.map(({ lives }) => JSON.stringify(lives))),
    ],
  );
}

/** JSON has no infinity: a life that never began is written without an instant. */
type StoredLives = readonly (Omit<Lives<VolumeChart>[number], 'life'> & {
  readonly life: Omit<SignalLife, 'since'> & { readonly since: number | null };
})[];
