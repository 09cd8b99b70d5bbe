import type { Queries } from '../database.ts';

/** A topic partition under its number. */
export interface Stream {
  readonly stream: number;
  readonly topic: string;
  readonly partition: number;
}

/** Where a projection stands in a stream. */
export interface Progress {
  readonly nextOffset: number;
  /** The number that the next ledger row of the stream gets. */
  readonly nextSequence: number;
}

/** The last record that a projection has taken in: by it a recreated topic is told from the one that was read. */
export interface LastRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly keyHash: string;
}

/** The number of a topic partition, given out at the first call. */
export async function streamOf(queries: Queries, topic: string, partition: number): Promise<number> {
  const known = await queries.query<{ stream: number }>(
    'SELECT stream FROM streams WHERE topic = $1 AND partition = $2',
    [topic, partition],
  );
  if (known[0] !== undefined) return known[0].stream;
  await queries.execute('INSERT INTO streams (topic, partition) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    topic,
    partition,
  ]);
  return streamOf(queries, topic, partition);
}

/** Where to go on reading; `undefined` when the projection has never read the partition. */
export async function resumePoint(
  queries: Queries,
  projection: string,
  topic: string,
  partition: number,
): Promise<{ nextOffset: number; lastRecord?: LastRecord } | undefined> {
  const [row] = await queries.query<{
    next_offset: number;
    last_offset: number | null;
    last_timestamp: number | null;
    last_key_hash: string | null;
  }>(
    `SELECT p.next_offset, p.last_offset, p.last_timestamp, p.last_key_hash
       FROM progress p JOIN streams s USING (stream)
      WHERE p.projection = $1 AND s.topic = $2 AND s.partition = $3`,
    [projection, topic, partition],
  );
  if (row === undefined) return undefined;
  if (row.last_offset === null) return { nextOffset: row.next_offset };
  const lastRecord = {
    offset: row.last_offset,
    timestamp: row.last_timestamp as number,
    keyHash: row.last_key_hash as string,
  };
  return { nextOffset: row.next_offset, lastRecord };
}

/**
 * Takes the lock of the projection's row in a stream, until the end of the transaction. Whoever else would write this
 * stream waits here, and then finds that the position has moved.
 *
 * @param firstOffset where a projection that has never read the stream begins
 */
export async function lockProgress(
  queries: Queries,
  projection: string,
  stream: number,
  firstOffset: number,
): Promise<Progress> {
  const rows = await queries.query<{ next_offset: number; next_sequence: number }>(
    'SELECT next_offset, next_sequence FROM progress WHERE projection = $1 AND stream = $2 FOR UPDATE',
    [projection, stream],
  );
  const [row] = rows;
  if (row !== undefined) return { nextOffset: row.next_offset, nextSequence: row.next_sequence };
  await queries.execute(
    `INSERT INTO progress (projection, stream, next_offset, next_sequence, complete_until)
     VALUES ($1, $2, $3, 0, 0) ON CONFLICT DO NOTHING`,
    [projection, stream, firstOffset],
  );
  return lockProgress(queries, projection, stream, firstOffset);
}

/**
 * Moves the projection on, if it still stands where the transaction found it.
 *
 * @param completeUntil every record that the log took before this instant is now in
 * @returns whether it did; if not, somebody else owns the partition and the transaction must be rolled back
 */
export async function advanceProgress(
  queries: Queries,
  projection: string,
  stream: number,
  from: Progress,
  to: Progress & { readonly lastRecord: LastRecord; readonly completeUntil: number },
): Promise<boolean> {
  const moved = await queries.execute(
    `UPDATE progress
        SET next_offset = $4, next_sequence = $5, last_offset = $6, last_timestamp = $7, last_key_hash = $8,
            complete_until = greatest(complete_until, $9)
      WHERE projection = $1 AND stream = $2 AND next_offset = $3`,
    [
      projection,
      stream,
      from.nextOffset,
      to.nextOffset,
      to.nextSequence,
      to.lastRecord.offset,
      to.lastRecord.timestamp,
      to.lastRecord.keyHash,
      to.completeUntil,
    ],
  );
  return moved === 1;
}

/**
 * Moves a projection along a stretch that another one has taken in before. Whoever else would take it waits, and then finds
 * that it is taken.
 *
 * @throws StretchTaken when the projection does not stand at its beginning
 */
export async function moveAlong(
  queries: Queries,
  projection: string,
  { stream, from, to }: { readonly stream: number; readonly from: number; readonly to: number },
): Promise<void> {
  const moved = await queries.execute(
    `INSERT INTO progress (projection, stream, next_offset, next_sequence, complete_until) VALUES ($1, $2, $4, 0, 0)
     ON CONFLICT (projection, stream) DO UPDATE SET next_offset = excluded.next_offset
      WHERE progress.next_offset = $3`,
    [projection, stream, from, to],
  );
  if (moved !== 1) throw new StretchTaken(`"${projection}" was taken on beyond offset ${from} by somebody else`);
}

/** Somebody else has taken the stretch: roll back; nothing is lost. */
export class StretchTaken extends Error {
  override readonly name = 'StretchTaken';
}

/** Notes that a projection has read all of a partition as of an instant, if it still stands at that offset. */
export async function noteCaughtUp(
  queries: Queries,
  projection: string,
  caughtUp: { readonly topic: string; readonly partition: number; readonly nextOffset: number; readonly at: number },
): Promise<void> {
  const stream = await streamOf(queries, caughtUp.topic, caughtUp.partition);
  await queries.execute(
    `INSERT INTO progress (projection, stream, next_offset, next_sequence, complete_until) VALUES ($1, $2, $3, 0, $4)
     ON CONFLICT (projection, stream) DO UPDATE SET complete_until = greatest(progress.complete_until, excluded.complete_until)
      WHERE progress.next_offset = excluded.next_offset`,
    [projection, stream, caughtUp.nextOffset, caughtUp.at],
  );
}
