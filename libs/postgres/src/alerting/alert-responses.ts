import type { ResponseStanding } from '#core/alerts';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** How a response stands, with the version that a writer must have seen (0: not stored yet). */
export interface StoredStanding {
  readonly responseId: string;
  readonly standing: ResponseStanding;
  readonly version: number;
}

/** Two transactions wrote the same response at once: roll back and do the batch again. Nothing is lost. */
export class ResponseChanged extends Error {
  override readonly name = 'ResponseChanged';
}

/** The standings that are known, by response. */
export async function loadStandings(
  queries: Queries,
  responseIds: readonly string[],
): Promise<ReadonlyMap<string, StoredStanding>> {
  if (responseIds.length === 0) return new Map();
  const rows = await queries.query<{ response_id: string; version: number; standing: string }>(
    'SELECT response_id, version, standing FROM alert_responses WHERE response_id = ANY ($1::text[])',
    [textArray(responseIds)],
  );
  return new Map(
    rows.map(({ response_id: responseId, version, standing }) => [
      responseId,
      { responseId, version, standing: JSON.parse(standing) as ResponseStanding },
    ]),
  );
}

/**
 * Writes standings, each only if it is still at the version it was loaded with. Call it before writing alerts and outbox:
 * a response's row is the lock that keeps two transactions from raising one alert twice or numbering its steps alike.
 *
 * @throws ResponseChanged when one was written by somebody else meanwhile
 */
export async function saveStandings(queries: Queries, standings: readonly StoredStanding[]): Promise<void> {
  if (standings.length === 0) return;
  // One order for all writers: two transactions that share responses wait for each other instead of locking each other out.
  const sorted = [...standings].sort((a, b) => (a.responseId < b.responseId ? -1 : 1));
  const written = await queries.execute(
    `INSERT INTO alert_responses (response_id, version, standing)
     SELECT response_id, version, standing
       FROM unnest($1::text[], $2::integer[], $3::text[]) AS t (response_id, version, standing)
     ON CONFLICT (response_id) DO UPDATE SET version = excluded.version, standing = excluded.standing
      WHERE alert_responses.version = excluded.version - 1`,
    [
      textArray(sorted.map(({ responseId }) => responseId)),
      numberArray(sorted.map(({ version }) => version + 1)),
      textArray(sorted.map(({ standing }) => JSON.stringify(standing))),
    ],
  );
  if (written !== standings.length) {
    throw new ResponseChanged('a response of this batch was written by another partition; the batch is tried again');
  }
}
