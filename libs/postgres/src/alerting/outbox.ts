import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** The channel on which a writer says that the outbox has grown. */
export const OUTBOX_CHANNEL = 'barometer_outbox';

/** Something that must reach a destination. */
export interface NewOutboxMessage {
  /** `topic:<name>`, or a kind of receiver and which one: `webhook:default`. */
  readonly destination: string;
  /** Messages of one key reach a destination in the order they were written. */
  readonly key: string;
  /** Names the message for good: a destination that gets it twice can tell by this. */
  readonly eventId: string;
  /** The event's type, such as `alert.changed.v1`. */
  readonly type: string;
  readonly happenedAt: number;
  /** JSON. */
  readonly body: string;
}

/**
 * Writes messages down and, at commit, wakes whoever delivers them. Call it in the transaction that causes them.
 *
 * @param now from when on they are due; their age is counted from it
 */
export async function appendToOutbox(
  queries: Queries,
  messages: readonly NewOutboxMessage[],
  now: number,
): Promise<void> {
  if (messages.length === 0) return;
  await queries.execute(
    `INSERT INTO outbox (destination, key, event_id, type, happened_at, body, created_at, next_attempt_at)
     SELECT destination, key, event_id, type, happened_at, body, $7::bigint, $7::bigint
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
         WITH ORDINALITY AS t (destination, key, event_id, type, happened_at, body, place)
      ORDER BY place`,
    [
      textArray(messages.map(({ destination }) => destination)),
      textArray(messages.map(({ key }) => key)),
      textArray(messages.map(({ eventId }) => eventId)),
      textArray(messages.map(({ type }) => type)),
      numberArray(messages.map(({ happenedAt }) => happenedAt)),
      textArray(messages.map(({ body }) => body)),
      now,
    ],
  );
  await queries.execute('SELECT pg_notify($1, $2)', [OUTBOX_CHANNEL, '']);
}
