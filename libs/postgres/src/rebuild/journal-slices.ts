import type { Queries } from '../database.ts';
import type { Session } from '../session.ts';
import { readCopy, type CopiedRow } from '../binary-copy.ts';

/** An event of the journal, with its place. */
export interface JournaledEvent {
  readonly subject: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly stream: number;
  readonly offset: number;
  /** When the log took it. */
  readonly loggedAt: number;
  readonly knownAt: number;
  /** The event's data as received. */
  readonly body: string;
}

/** A share of all subjects, told by a hash of their keys. */
export interface Slice {
  /** From 0. */
  readonly nr: number;
  readonly of: number;
}

/** Memory in which the server sorts a slice before it goes to disk. */
const SORT_MEMORY = '128MB';

const PAGE = 1_000;

const COLUMNS = 'subject, source, id, type, stream, "offset", logged_at, known_at, body';

function readEvent(row: CopiedRow): JournaledEvent {
  return {
    subject: row.text(),
    source: row.text(),
    id: row.text(),
    type: row.text(),
    stream: row.integer(),
    offset: row.bigint(),
    loggedAt: row.bigint(),
    knownAt: row.bigint(),
    body: row.text(),
  };
}

/**
 * The journal's events of a slice, subject by subject, each subject's in the order of stream and offset, in pages that end
 * with a whole subject.
 *
 * @param session in the transaction whose snapshot is to be read
 * @param journal the schema that the journal is read from
 */
export async function* journalBySubject(
  session: Session,
  journal: string,
  slice: Slice,
): AsyncGenerator<JournaledEvent[]> {
  await session.query(`SET LOCAL work_mem = '${SORT_MEMORY}'`);
  const stream = session.copyOut(
    `COPY (SELECT ${COLUMNS} FROM ${journal}.journal
            WHERE ${sliceCondition(slice)}
            ORDER BY subject COLLATE "C", stream, "offset") TO STDOUT (FORMAT binary)`,
  );
  let page: JournaledEvent[] = [];
  for await (const events of readCopy(stream, readEvent)) {
    for (const event of events) {
      if (page.length >= PAGE && event.subject !== page.at(-1)?.subject) {
        yield page;
        page = [];
      }
      page.push(event);
    }
  }
  if (page.length > 0) yield page;
}

/** How many events a slice of the journal has. */
export async function countSlice(session: Session, journal: string, slice: Slice): Promise<number> {
  const [row] = await session.query<{ events: number }>(
    `SELECT count(*) AS events FROM ${journal}.journal WHERE ${sliceCondition(slice)}`,
  );
  return row?.events ?? 0;
}

/** A hash that the server keeps from version to version, since tables are partitioned by it. */
function sliceCondition({ nr, of }: Slice): string {
  return of === 1 ? 'true' : `(hashtextextended(subject COLLATE "C", 0) & 1023) % ${of} = ${nr}`;
}

/** The next events of a stream behind a position, in order. */
export async function journalTail(
  queries: Queries,
  journal: string,
  stream: number,
  next: number,
  limit: number,
): Promise<JournaledEvent[]> {
  return queries.query<JournaledEvent & Record<string, unknown>>(
    `SELECT subject, source, id, type, stream, "offset", logged_at AS "loggedAt", known_at AS "knownAt", body
       FROM ${journal}.journal WHERE stream = $1 AND "offset" >= $2 ORDER BY "offset" LIMIT $3`,
    [stream, next, limit],
  );
}
