import type { Database } from '../database.ts';
import type { Session } from '../session.ts';
import { generationOf } from './generation.ts';

/** How a projection stood at one instant, held on to so that others can read that same instant. */
export interface Snapshot {
  readonly session: Session;
  /** For `joinSnapshot`. */
  readonly id: string;
  readonly generation: number;
  /** For each stream the offset that the projection wants next. */
  readonly positions: ReadonlyMap<number, number>;
  /** Safe to call twice. */
  release(): void;
}

/** Takes hold of how things stand now. While it is held, PostgreSQL cannot remove what is deleted meanwhile. */
export async function takeSnapshot(database: Database, projection: string): Promise<Snapshot> {
  const session = await database.session();
  try {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    // It waits, idle, until others have read what it holds on to.
    await session.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const generation = await generationOf(queriesOf(session), projection);
    const rows = await session.query<{ stream: number; next_offset: number }>(
      'SELECT stream, next_offset FROM progress WHERE projection = $1',
      [projection],
    );
    const [exported] = await session.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
    return {
      session,
      id: exported?.id ?? '',
      generation,
      positions: new Map(rows.map((row) => [row.stream, row.next_offset])),
      // With its connection the snapshot is given up.
      release: () => session.discard(),
    };
  } catch (error) {
    session.discard();
    throw error;
  }
}

/** Begins a transaction in a snapshot that somebody else holds; without one, in a snapshot of its own. */
export async function joinSnapshot(session: Session, id: string | undefined): Promise<void> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  if (id !== undefined) await session.query(`SET TRANSACTION SNAPSHOT '${id}'`);
}

/** A session as others take their connections. */
export function queriesOf(session: Session) {
  return {
    query: session.query.bind(session),
    execute: async (sql: string, parameters?: readonly unknown[]) => (await session.query(sql, parameters)).length,
  };
}
