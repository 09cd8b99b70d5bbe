import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** Which number an update is about: a KPI, a window and a segment, each in its written form. */
export interface KpiUpdateKey {
  readonly kpi: string;
  readonly period: string;
  readonly segment: string;
}

/** The last update of a key. */
export interface KpiUpdate extends KpiUpdateKey {
  /** Rises by one with each update of the key, from 1. */
  readonly revision: number;
  /** What the update says, without its place in time: equal digests say the same. */
  readonly digest: string;
  /** The event's data as JSON. */
  readonly event: string;
}

/** Revision and digest of every key ever published. */
export async function publishedKpiUpdates(
  queries: Queries,
): Promise<(KpiUpdateKey & { readonly revision: number; readonly digest: string })[]> {
  return queries.query('SELECT kpi, period, segment, revision, digest FROM kpi_updates');
}

/**
 * Writes down what is going to be published, before it is: after a crash the same revision says the same again.
 *
 * @returns how many were written: fewer than given when somebody else has planned these revisions, or later ones
 */
export async function planKpiUpdates(queries: Queries, updates: readonly KpiUpdate[]): Promise<number> {
  return queries.execute(
    `INSERT INTO kpi_updates (kpi, period, segment, revision, digest, event)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[])
     ON CONFLICT (kpi, period, segment) DO UPDATE
       SET revision = excluded.revision, digest = excluded.digest, event = excluded.event
     WHERE kpi_updates.revision < excluded.revision`,
    [
      ...keyColumns(updates),
      numberArray(updates.map((update) => update.revision)),
      textArray(updates.map((update) => update.digest)),
      textArray(updates.map((update) => update.event)),
    ],
  );
}

/** Updates that were planned and not yet confirmed by the log. */
export async function pendingKpiUpdates(queries: Queries, limit: number): Promise<KpiUpdate[]> {
  return queries.query(
    'SELECT kpi, period, segment, revision, digest, event FROM kpi_updates WHERE sent_revision < revision LIMIT $1',
    [limit],
  );
}

/**
 * Notes that the log has these updates. Where a later one was planned meanwhile, it may stand in the log before this one:
 * it counts as not sent, so that it is said again and has the last word.
 */
export async function confirmKpiUpdates(queries: Queries, updates: readonly KpiUpdate[]): Promise<void> {
  await queries.execute(
    `UPDATE kpi_updates SET sent_revision = CASE kpi_updates.revision WHEN t.revision THEN t.revision ELSE 0 END
       FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[]) AS t (kpi, period, segment, revision)
      WHERE kpi_updates.kpi = t.kpi AND kpi_updates.period = t.period AND kpi_updates.segment = t.segment`,
    [...keyColumns(updates), numberArray(updates.map((update) => update.revision))],
  );
}

function keyColumns(keys: readonly KpiUpdateKey[]): Buffer[] {
  return [
    textArray(keys.map((key) => key.kpi)),
    textArray(keys.map((key) => key.period)),
    textArray(keys.map((key) => key.segment)),
  ];
}
