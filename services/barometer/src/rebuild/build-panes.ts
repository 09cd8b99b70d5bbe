import {
  BulkPanes,
  ledgerBySegment,
  withOwnDatabase,
  type DatabaseSettings,
  type PaneRow,
  type Session,
  type Slice,
} from '#libs/postgres';
import { PaneFold } from './fold-panes.ts';

/** What one thread needs to know to build its share of the panes. Can be sent to another thread. */
export interface PaneOrder {
  readonly kind: 'panes';
  readonly database: DatabaseSettings;
  /** The schema of the ledger to sum and of the panes. */
  readonly schema: string;
  readonly slice: Slice;
}

/** What has come of it. */
export interface BuiltPanes {
  readonly rows: number;
  readonly panes: number;
}

const WRITTEN_AT_ONCE = 2_000;

/**
 * Sums a slice of a ledger that nobody else writes into panes.
 *
 * @param onRows told now and then how many rows of the ledger were summed since the last time
 */
export function buildPanes(order: PaneOrder, onRows: (rows: number) => void): Promise<BuiltPanes> {
  return withOwnDatabase(order.database, 2, async (_, sessions) => {
    const [ledger, paneSession] = sessions as [Session, Session];
    const writer = new BulkPanes(paneSession, order.schema);
    const fold = new PaneFold();
    const built = { rows: 0, panes: 0 };
    let waiting: PaneRow[] = [];
    let rows = 0;
    const write = async () => {
      await writer.append(waiting);
      onRows(rows);
      built.rows += rows;
      built.panes += waiting.length;
      waiting = [];
      rows = 0;
    };
    for await (const some of ledgerBySegment(ledger, order.schema, order.slice)) {
      waiting.push(...fold.take(some));
      rows += some.length;
      if (waiting.length >= WRITTEN_AT_ONCE) await write();
    }
    waiting.push(...fold.end());
    await write();
    await writer.end();
    return built;
  });
}
