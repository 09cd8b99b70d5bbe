import { createHash } from 'node:crypto';
import { shapeOfCode, type FactKind } from '#core/facts';
import {
  readSubject,
  SUBJECT_CODES,
  subjectKindOf,
  writeSubject,
  type Subject,
  type SubjectKind,
} from '#core/subjects';
import { numberArray, textArray } from '../arrays.ts';
import type { Queries } from '../database.ts';
import { boundOf } from '../reading/ledger-rows.ts';

/**
 * What a projection says, in few words: equal for equal content, whatever order and batches it was written in. A sum of
 * hashes, each counted as often as its row weighs, so what was added and taken back leaves nothing.
 */
export interface ProjectionDigest {
  /** The ledger, kind of fact by kind of fact: how many stand, and the sum of their hashes. */
  readonly facts: ReadonlyMap<FactKind, { readonly standing: number; readonly sum: string }>;
  /** The responses, tickets and cases with their events. */
  readonly subjects: { readonly count: number; readonly sum: string };
}

/**
 * The hash of a ledger row: what it says, not where it stands. A segment goes by the digest of its attributes, since its
 * number is given out as it comes. Cut by 16 bits so that it can be multiplied by a weight without overflow.
 */
const ROW_HASH = `(hashtextextended(l.subject COLLATE "C", hashtextextended(l.measures COLLATE "C", hashtextextended(s.key COLLATE "C",
  hashint8extended(l.at, hashint8extended(l.known_at, l.fact))))) >> 16)`;

/** A response, ticket or case by its name. */
export interface SubjectName {
  readonly kind: SubjectKind;
  readonly key: string;
}

/**
 * The digest of a projection's ledger and subjects.
 *
 * @param schema of the tables `ledger` and `subjects`; @param live of the table `segments`
 * @param since facts that happened before are left out: the months of one of the two may have been dropped
 * @param scattered subjects whose events lie in several streams: those have no one order, and are sorted here. All others
 *   have their events in the order of their offsets, hence in the same one in every build.
 */
export async function digestOf(
  queries: Queries,
  schema: string,
  live: string,
  since: number,
  scattered: readonly SubjectName[] = [],
): Promise<ProjectionDigest> {
  const facts = await queries.query<{ fact: number; standing: number; sum: string }>(
    `SELECT l.fact, sum(l.weight)::bigint AS standing, sum(${ROW_HASH} * l.weight)::text AS sum
       FROM ${schema}.ledger l JOIN ${live}.segments s USING (segment)
      WHERE l.at >= $1 GROUP BY l.fact ORDER BY l.fact`,
    [boundOf(since)],
  );
  const names = [
    numberArray(scattered.map(({ kind }) => SUBJECT_CODES[kind])),
    textArray(scattered.map(({ key }) => key)),
  ];
  const [subjects] = await queries.query<{ count: number; sum: string }>(
    `SELECT count(*) AS count, coalesce(sum(hashtextextended(events COLLATE "C", hashtextextended(key COLLATE "C", kind)))
              FILTER (WHERE NOT EXISTS (SELECT 1 FROM unnest($1::smallint[], $2::text[]) AS x (kind, key)
                                         WHERE x.kind = s.kind AND x.key = s.key)), 0)::text AS sum
       FROM ${schema}.subjects s`,
    names,
  );
  const sum = BigInt(subjects?.sum ?? 0) + (await sumOfScattered(queries, schema, names));
  return {
    facts: new Map(facts.map(({ fact, standing, sum }) => [shapeOfCode(fact).kind, { standing, sum }])),
    subjects: { count: subjects?.count ?? 0, sum: String(sum) },
  };
}

async function sumOfScattered(queries: Queries, schema: string, names: readonly unknown[]): Promise<bigint> {
  const rows = await queries.query<{ kind: number; key: string; events: string }>(
    `SELECT kind, key, events FROM ${schema}.subjects
       JOIN unnest($1::smallint[], $2::text[]) AS x (kind, key) USING (kind, key)`,
    names,
  );
  let sum = 0n;
  for (const { kind, key, events } of rows) {
    const subject = readSubject(subjectKindOf(kind), key, events);
    const sorted = [...subject.events].sort((a, b) => compare(a.source, b.source) || compare(a.id, b.id));
    const text = `${kind} ${key} ${writeSubject({ ...subject, events: sorted } as Subject)}`;
    sum += createHash('sha256').update(text).digest().readBigInt64BE();
  }
  return sum;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
