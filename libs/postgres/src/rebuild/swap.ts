import type { Database, Transaction } from '../database.ts';
import type { Shadow } from './shadow.ts';

/** What is written down of a build that takes the live projection's place. */
export interface NewGeneration {
  readonly projection: string;
  readonly generation: number;
  readonly builtAt: number;
  readonly builtBy: string;
  readonly digest: string;
}

/** How long a swap waits for those who read before it lets them, and those behind it, go first. */
const LOCK_PATIENCE = '2s';

/** PostgreSQL's word for a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Puts a shadow in the place of the live projection, in one transaction: whoever asks before it gets the old one, and
 * whoever asks after it the new one. Projectors wait meanwhile; readers only while the names change.
 *
 * @param finish takes the last events into the shadow; nobody adds any while it runs. @returns where each stream's ledger
 *   ends then
 * @returns `false` when readers held on to the live projection for too long; nothing has changed then
 */
export async function swapIn(
  database: Database,
  shadow: Shadow,
  { projection, generation, builtAt, builtBy, digest }: NewGeneration,
  finish: (tx: Transaction) => Promise<ReadonlyMap<number, number>>,
): Promise<boolean> {
  try {
    await database.transaction(async (tx) => {
      await tx.execute(`SET LOCAL lock_timeout = '${LOCK_PATIENCE}'`);
      // Holds up whoever would move a projection on; reading where it stands is still possible.
      await tx.execute('LOCK TABLE progress IN EXCLUSIVE MODE');
      const ends = await finish(tx);
      await tx.execute(`SET LOCAL search_path = ${shadow.live}`);
      // Every reader of more than one table holds this one first: nobody can be half-way through the old names now.
      await tx.execute('LOCK TABLE generations IN ACCESS EXCLUSIVE MODE');
      await shadow.takePlace(tx);
      await tx.execute('UPDATE progress SET next_sequence = 0 WHERE projection = $1', [projection]);
      for (const [stream, end] of ends) {
        await tx.execute('UPDATE progress SET next_sequence = $3 WHERE projection = $1 AND stream = $2', [
          projection,
          stream,
          end,
        ]);
      }
      await tx.execute(
        `INSERT INTO generations (projection, generation, built_at, built_by, digest) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (projection) DO UPDATE SET generation = excluded.generation, built_at = excluded.built_at,
           built_by = excluded.built_by, digest = excluded.digest`,
        [projection, generation, builtAt, builtBy, digest],
      );
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
