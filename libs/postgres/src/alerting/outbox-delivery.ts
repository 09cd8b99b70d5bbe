import { numberArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import type { NewOutboxMessage } from './outbox.ts';

/** A message taken for delivery. */
export interface OutboxMessage extends NewOutboxMessage {
  readonly sequence: number;
  readonly createdAt: number;
  /** Which attempt this is, from 1. */
  readonly attempts: number;
}

/**
 * Waiting, and not behind an earlier message of its key that waits too. Written as a look-up for each row, so that the
 * oldest few of a hundred thousand are found without weighing all the others; as NOT EXISTS it was a join of all with all.
 */
const UNBLOCKED = `m.delivered_at IS NULL AND m.given_up_at IS NULL AND m.sequence = (
  SELECT min(waiting.sequence) FROM outbox waiting
   WHERE waiting.destination = m.destination AND waiting.key = m.key
     AND waiting.delivered_at IS NULL AND waiting.given_up_at IS NULL)`;

/** For whom and how long messages are taken. */
export interface Claim {
  readonly now: number;
  readonly limit: number;
  readonly leaseUntil: number;
  /** Whose they are meanwhile, if that can be seen by others. */
  readonly holder?: number | undefined;
}

/**
 * Takes due messages for delivery. Until `leaseUntil` nobody else gets them, unless their holder is seen to be gone; a
 * message that is then neither settled nor postponed was abandoned by a crash and becomes due again.
 *
 * @returns at most `limit`, in the order they were written, no two of one key
 */
export async function claimDue(
  queries: Queries,
  destination: string,
  { now, limit, leaseUntil, holder }: Claim,
): Promise<OutboxMessage[]> {
  const claimed = await queries.query<OutboxMessage & { readonly [column: string]: unknown }>(
    // Materialized: merged into the update, the search could run again for each row and lock more than the limit.
    `WITH due AS MATERIALIZED (
       SELECT m.sequence FROM outbox m
        WHERE m.destination = $1 AND m.next_attempt_at <= $2 AND ${UNBLOCKED}
        ORDER BY m.next_attempt_at, m.sequence
        LIMIT $3
          FOR UPDATE SKIP LOCKED)
     UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $4, holder = $5
       FROM due WHERE outbox.sequence = due.sequence
     RETURNING outbox.sequence, destination, key, event_id AS "eventId", type, happened_at AS "happenedAt", body,
               created_at AS "createdAt", attempts`,
    [destination, now, limit, leaseUntil, holder ?? null],
  );
  return claimed.sort((a, b) => a.sequence - b.sequence);
}

/** When the next message of a destination becomes due; `undefined` when none waits. */
export async function nextDueAt(queries: Queries, destination: string): Promise<number | undefined> {
  const [row] = await queries.query<{ due: number }>(
    `SELECT m.next_attempt_at AS due FROM outbox m
      WHERE m.destination = $1 AND ${UNBLOCKED} ORDER BY m.next_attempt_at LIMIT 1`,
    [destination],
  );
  return row?.due;
}

/** Notes that messages have arrived. */
export async function markDelivered(queries: Queries, messages: readonly OutboxMessage[], at: number): Promise<void> {
  await queries.execute(
    'UPDATE outbox SET delivered_at = $2, last_error = NULL WHERE sequence = ANY ($1::bigint[]) AND given_up_at IS NULL',
    [numberArray(messages.map(({ sequence }) => sequence)), at],
  );
}

/**
 * Notes that an attempt has failed and when to try again. Says nothing when somebody else has taken the message since:
 * the later attempt decides.
 */
export async function postpone(
  queries: Queries,
  { sequence, attempts }: OutboxMessage,
  nextAttemptAt: number,
  error: string,
): Promise<void> {
  await queries.execute(
    `UPDATE outbox SET next_attempt_at = $3, last_error = $4, holder = NULL
      WHERE sequence = $1 AND attempts = $2 AND delivered_at IS NULL`,
    [sequence, attempts, nextAttemptAt, error],
  );
}

/** Notes that a message will not be tried again. It stays in the table, with the reason. */
export async function giveUp(
  queries: Queries,
  { sequence, attempts }: OutboxMessage,
  at: number,
  error: string,
): Promise<void> {
  await queries.execute(
    `UPDATE outbox SET given_up_at = $3, last_error = $4
      WHERE sequence = $1 AND attempts = $2 AND delivered_at IS NULL`,
    [sequence, attempts, at, error],
  );
}

/** How many messages wait for a destination. */
export async function countPending(queries: Queries, destination: string): Promise<number> {
  const [row] = await queries.query<{ pending: number }>(
    `SELECT count(*) AS pending FROM outbox
      WHERE destination = $1 AND delivered_at IS NULL AND given_up_at IS NULL`,
    [destination],
  );
  return row?.pending ?? 0;
}

/** Removes messages that were delivered before an instant. Those that were given up stay until a person removes them. */
export async function removeDelivered(queries: Queries, before: number): Promise<number> {
  return queries.execute('DELETE FROM outbox WHERE delivered_at < $1', [before]);
}
