import type { FactKind } from '#core/facts';
import { shapeOfCode } from '#core/facts';
import type { Queries } from '../database.ts';

/**
 * What a projection says, in few words: equal for equal content, whatever order and batches it was written in. A sum of
 * hashes, each counted as often as its row weighs, so what was added and taken back leaves nothing.
 */
export interface ProjectionDigest {
  /** The ledger, kind of fact by kind of fact: how many stand, and the sum of their hashes. */
  readonly facts: ReadonlyMap<FactKind, { readonly standing: number; readonly sum: string }>;
  /** The responses and tickets with their events. */
  readonly subjects: { readonly count: number; readonly sum: string };
}

/**
 * The hash of a ledger row: what it says, not where it stands. A segment goes by the digest of its attributes, since its
 * number is given out as it comes. Cut by 16 bits so that it can be multiplied by a weight without overflow.
 */
const ROW_HASH = `(hashtextextended(l.subject COLLATE "C", hashtextextended(l.measures COLLATE "C", hashtextextended(s.key COLLATE "C",
  hashint8extended(l.at, hashint8extended(l.known_at, l.fact))))) >> 16)`;

/**
 * The order of a subject's events is that of their offsets, hence the same in each build; only those whose events lie in
 * several streams can differ in it, and are left out here.
 */
export async function digestOf(queries: Queries, schema: string, live: string): Promise<ProjectionDigest> {
  const facts = await queries.query<{ fact: number; standing: number; sum: string }>(
    `SELECT l.fact, sum(l.weight)::bigint AS standing, sum(${ROW_HASH} * l.weight)::text AS sum
       FROM ${schema}.ledger l JOIN ${live}.segments s USING (segment) GROUP BY l.fact ORDER BY l.fact`,
  );
  const [subjects] = await queries.query<{ count: number; sum: string }>(
    `SELECT count(*) AS count,
            coalesce(sum(hashtextextended(events COLLATE "C", hashtextextended(key COLLATE "C", kind))), 0)::text AS sum
       FROM ${schema}.subjects`,
  );
  return {
    facts: new Map(facts.map(({ fact, standing, sum }) => [shapeOfCode(fact).kind, { standing, sum }])),
    subjects: subjects ?? { count: 0, sum: '0' },
  };
}
