import { textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import type { OutboxMessage } from './outbox-delivery.ts';

/** Notes of which alerts a message will not speak, because they were over before anybody could be told. */
export async function withhold(
  queries: Queries,
  { sequence }: OutboxMessage,
  alertIds: readonly string[],
): Promise<void> {
  await queries.execute('UPDATE outbox SET withheld = $2::text[] WHERE sequence = $1', [
    sequence,
    textArray([...alertIds]),
  ]);
}

/** Notes that a message has nothing left to say. */
export async function dropMessage(
  queries: Queries,
  { sequence }: OutboxMessage,
  at: number,
  why: string,
): Promise<void> {
  await queries.execute('UPDATE outbox SET delivered_at = $2, last_error = $3 WHERE sequence = $1', [
    sequence,
    at,
    why,
  ]);
}

/** Whether the last message of that type and key before this one that spoke of an alert was kept from speaking of it. */
export async function wasWithheld(
  queries: Queries,
  { destination, key, sequence }: OutboxMessage,
  type: string,
  alertId: string,
): Promise<boolean> {
  const [row] = await queries.query<{ withheld: boolean }>(
    `SELECT coalesce($5 = ANY (withheld), false) AS withheld FROM outbox
      WHERE destination = $1 AND key = $2 AND sequence < $3 AND type = $4 AND strpos(body, $5) > 0
      ORDER BY sequence DESC LIMIT 1`,
    [destination, key, sequence, type, alertId],
  );
  return row?.withheld === true;
}
