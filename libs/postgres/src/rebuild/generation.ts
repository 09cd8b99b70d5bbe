import type { Database, Queries } from '../database.ts';

/** The build of a projection that is live; it rises with every rebuild that takes the live one's place. */
export async function generationOf(queries: Queries, projection: string): Promise<number> {
  const [row] = await queries.query<{ generation: number }>(
    'SELECT generation FROM generations WHERE projection = $1',
    [projection],
  );
  return row?.generation ?? 1;
}

/**
 * Runs the work in one transaction during which no rebuild can take the live projection's place. Without that, tables
 * named early would be those of one build and tables named late those of the next.
 *
 * @param isolation default `repeatable read`: all queries of the work see one snapshot
 */
export function withinGeneration<T>(
  database: Database,
  work: (queries: Queries) => Promise<T>,
  isolation: 'read committed' | 'repeatable read' = 'repeatable read',
): Promise<T> {
  return database.transaction(async (tx) => {
    // A lock takes no snapshot: if a swap has to be waited for, what it did is seen.
    await tx.execute('LOCK TABLE generations IN ACCESS SHARE MODE');
    return work(tx);
  }, isolation);
}
