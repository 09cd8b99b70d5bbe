import type { DueTicket } from '#core/alerts';
import type { Segment } from '#core/segments';
import { SUBJECT_CODES } from '#core/subjects';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';

/** A ticket's due time, and where it happens. */
export type PlacedDueTicket = DueTicket & { readonly segment: Segment };

/** What is to be written of a ticket. */
export interface DueTicketRow {
  readonly ticketId: string;
  /** `undefined` when the ticket has no due time any more. */
  readonly ticket: PlacedDueTicket | undefined;
  /** When to look at it again although nothing is heard of it. */
  readonly wakeAt: number | undefined;
}

/** A stretch of a topic partition whose events a projection has taken in. */
export interface Stretch {
  readonly stream: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches of a topic that one projection has taken in and another has not yet, at most `limit` records each. A
 * projection that has read nothing yet begins where the journal does: of what the log had dropped before, or nobody has
 * read, there is nothing.
 */
export async function stretchesBehind(
  queries: Queries,
  topic: string,
  { ahead, behind, limit }: { readonly ahead: string; readonly behind: string; readonly limit: number },
): Promise<Stretch[]> {
  return queries.query<Stretch & { readonly [column: string]: unknown }>(
    `SELECT stream, begun AS "from", least(ended, begun + $4) AS "to"
       FROM (SELECT s.stream, a.next_offset AS ended, coalesce(b.next_offset, CASE WHEN a.next_offset > 0 THEN
                      coalesce((SELECT min("offset") FROM journal WHERE stream = s.stream), a.next_offset - 1)
                    END) AS begun
               FROM streams s JOIN progress a ON a.stream = s.stream AND a.projection = $2
               LEFT JOIN progress b ON b.stream = s.stream AND b.projection = $3
              WHERE s.topic = $1) AS standing
      WHERE ended > begun ORDER BY stream`,
    [topic, ahead, behind, limit],
  );
}

/** The tickets that events of a stretch are about. */
export async function ticketsOfStretch(queries: Queries, { stream, from, to }: Stretch): Promise<string[]> {
  const rows = await queries.query<{ subject: string }>(
    `SELECT DISTINCT subject FROM journal WHERE stream = $1 AND "offset" >= $2 AND "offset" < $3 AND kind = $4`,
    [stream, from, to, SUBJECT_CODES.ticket],
  );
  return rows.map(({ subject }) => subject);
}

/** The tickets whose time has come, the first to come first; nobody else gets them until the end of the transaction. */
export async function dueTicketsAwake(queries: Queries, now: number, limit: number): Promise<PlacedDueTicket[]> {
  const rows = await queries.query<{
    ticket_id: string;
    due_at: number;
    due_known_at: number;
    ended_at: number | null;
    segment: Segment;
  }>(
    `SELECT ticket_id, due_at, due_known_at, ended_at, segment FROM due_tickets
      WHERE wake_at <= $1 ORDER BY wake_at, ticket_id LIMIT $2 FOR UPDATE`,
    [now, limit],
  );
  return rows.map(({ ticket_id: ticketId, due_at: dueAt, due_known_at: dueKnownAt, ended_at: endedAt, segment }) => {
    const ticket = { ticketId, dueAt, dueKnownAt, segment };
    return endedAt === null ? ticket : { ...ticket, endedAt };
  });
}

/** Writes where tickets stand; those without a due time are forgotten. */
export async function saveDueTickets(queries: Queries, rows: readonly DueTicketRow[]): Promise<void> {
  const gone = rows.filter(({ ticket }) => ticket === undefined);
  if (gone.length > 0) {
    await queries.execute('DELETE FROM due_tickets WHERE ticket_id = ANY ($1::text[])', [
      textArray(gone.map(({ ticketId }) => ticketId)),
    ]);
  }
  const kept = rows.flatMap(({ ticket, wakeAt }) => (ticket === undefined ? [] : [{ ...ticket, wakeAt }]));
  if (kept.length === 0) return;
  await queries.execute(
    `INSERT INTO due_tickets (ticket_id, due_at, due_known_at, ended_at, segment, wake_at)
     SELECT ticket_id, due_at, due_known_at, nullif(ended_at, $7), segment::jsonb, nullif(wake_at, $7)
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
         AS t (ticket_id, due_at, due_known_at, ended_at, segment, wake_at)
     ON CONFLICT (ticket_id) DO UPDATE
       SET due_at = excluded.due_at, due_known_at = excluded.due_known_at, ended_at = excluded.ended_at,
           segment = excluded.segment, wake_at = excluded.wake_at`,
    [
      textArray(kept.map(({ ticketId }) => ticketId)),
      numberArray(kept.map(({ dueAt }) => dueAt)),
      numberArray(kept.map(({ dueKnownAt }) => dueKnownAt)),
      numberArray(kept.map(({ endedAt = NEVER }) => endedAt)),
      textArray(kept.map(({ segment }) => JSON.stringify(segment))),
      numberArray(kept.map(({ wakeAt = NEVER }) => wakeAt)),
      NEVER,
    ],
  );
}

/** No instant: arrays of numbers have no null. */
const NEVER = -(2 ** 52);
