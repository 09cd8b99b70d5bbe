import type { Queries } from '../database.ts';

interface Table {
  readonly name: string;
  readonly options: string | null;
  readonly partitionKey: string | null;
  readonly parent: string | null;
  readonly bound: string | null;
  readonly comment: string | null;
}

/** A table and the partitions under it, parents first. */
export async function withPartitions(queries: Queries, schema: string, table: string): Promise<string[]> {
  return (await describe(queries, schema, table)).map(({ name }) => name);
}

/**
 * Makes an empty table like another one in a schema of its own: columns, options, partitions, comments, rights. Its keys
 * and indexes come later, with `indexLike`: building them on full tables is much quicker than keeping them on growing ones.
 */
export async function createLike(queries: Queries, from: string, to: string, table: string): Promise<void> {
  for (const { name, options, partitionKey, parent, bound, comment } of await describe(queries, from, table)) {
    const withOptions = options === null ? '' : `WITH (${options})`;
    if (parent === null) {
      const partitioned = partitionKey === null ? '' : `PARTITION BY ${partitionKey}`;
      await queries.execute(
        `CREATE TABLE ${to}.${name} (LIKE ${from}.${name} INCLUDING ALL EXCLUDING INDEXES) ${partitioned} ${withOptions}`,
      );
    } else {
      await queries.execute(`CREATE TABLE ${to}.${name} PARTITION OF ${to}.${parent} ${bound ?? ''} ${withOptions}`);
    }
    if (comment !== null) await queries.execute(`COMMENT ON TABLE ${to}.${name} IS '${comment.replaceAll("'", "''")}'`);
    await grantLike(queries, from, to, name);
  }
}

/** The statements that give a table of `createLike` the keys and indexes of the other one, under the same names. */
export async function indexLike(queries: Queries, from: string, to: string, table: string): Promise<string[]> {
  const keys = await queries.query<{ name: string; definition: string }>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE conrelid = $1::regclass AND contype IN ('p', 'u') ORDER BY contype, conname`,
    [`${from}.${table}`],
  );
  const indexes = await queries.query<{ definition: string }>(
    `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index i
      WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
      ORDER BY indexrelid`,
    [`${from}.${table}`],
  );
  return [
    ...keys.map(({ name, definition }) => `ALTER TABLE ${to}.${table} ADD CONSTRAINT ${name} ${definition}`),
    ...indexes.map(({ definition }) => definition.replace(/ ON (?:ONLY )?\S+ USING /, ` ON ${to}.${table} USING `)),
  ];
}

async function grantLike(queries: Queries, from: string, to: string, table: string): Promise<void> {
  const grants = await queries.query<{ privilege: string; grantee: string }>(
    `SELECT a.privilege_type AS privilege, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
       FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = $1::regclass AND a.grantee <> c.relowner`,
    [`${from}.${table}`],
  );
  for (const { privilege, grantee } of grants) {
    await queries.execute(`GRANT ${privilege} ON ${to}.${table} TO ${grantee}`);
  }
}

function describe(queries: Queries, schema: string, table: string): Promise<Table[]> {
  return queries.query<Table & Record<string, unknown>>(
    `WITH RECURSIVE tree AS (
       SELECT $1::regclass::oid AS oid, NULL::oid AS parent, 0 AS depth
       UNION ALL
       SELECT i.inhrelid, i.inhparent, depth + 1 FROM pg_inherits i JOIN tree t ON i.inhparent = t.oid)
     SELECT quote_ident(c.relname) AS name, array_to_string(c.reloptions, ', ') AS options,
            pg_get_partkeydef(c.oid) AS "partitionKey", quote_ident(p.relname) AS parent,
            pg_get_expr(c.relpartbound, c.oid) AS bound, obj_description(c.oid, 'pg_class') AS comment
       FROM tree t JOIN pg_class c ON c.oid = t.oid LEFT JOIN pg_class p ON p.oid = t.parent
      ORDER BY depth, c.relname`,
    [`${schema}.${table}`],
  );
}
