import type { Database } from '../database.ts';

/** A span of time of the log, in epoch milliseconds: from the first instant on, before the second. */
export interface LoggedSpan {
  readonly from: number;
  readonly to: number;
}

/** An event of the journal as it can be sent again. */
export interface StoredEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly knownAt: number;
  /** The event's data as received. */
  readonly body: string;
}

const PAGE = 1_000;

/** How many events of each type the log took in a span. */
export async function countJournal(database: Database, { from, to }: LoggedSpan): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ type: string; events: number }>(
    'SELECT type, count(*) AS events FROM journal WHERE logged_at >= $1 AND logged_at < $2 GROUP BY type ORDER BY type',
    [from, to],
  );
  return new Map(rows.map(({ type, events }) => [type, events]));
}

/** The events that the log took in a span, in its order, in pages, as of one snapshot. */
export async function* journalBetween(database: Database, { from, to }: LoggedSpan): AsyncGenerator<StoredEvent[]> {
  const session = await database.session();
  try {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Between two pages it waits for whoever sends them.
    await session.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    // The text holds two numbers: a cursor takes no parameters.
    await session.query(
      `DECLARE replayed NO SCROLL CURSOR FOR
         SELECT source, id, type, subject, known_at AS "knownAt", body FROM journal
          WHERE logged_at >= ${Math.trunc(from)} AND logged_at < ${Math.trunc(to)}
          ORDER BY logged_at, stream, "offset"`,
    );
    for (;;) {
      const page = await session.query<StoredEvent & Record<string, unknown>>(`FETCH ${PAGE} FROM replayed`);
      if (page.length === 0) return;
      yield page;
    }
  } finally {
    session.discard();
  }
}
