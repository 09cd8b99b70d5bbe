import { shapeOf } from '#core/facts';
import { Cell, PANE_LENGTH, paneStart, type PaneLevel } from '#core/windows';
import {
  keptSince,
  ledgerEnds,
  ledgerFacts,
  ledgerTail,
  loadPanes,
  panePositions,
  PROJECTION_READ,
  savePanePositions,
  savePanes,
  withinGeneration,
  type Database,
  type LedgerRow,
  type PaneKey,
  type Queries,
} from '#libs/postgres';

const LEVELS: readonly PaneLevel[] = ['hour', 'day'];

/**
 * Sums the ledger into panes, a piece at a time. Panes and the positions they stand for change in one transaction, so a
 * crash leaves both as they were, and the positions' lock keeps a second merger out.
 */
export class PaneMerger {
  private readonly database: Database;
  private readonly rowsAtOnce: number;

  constructor(database: Database, rowsAtOnce = 20_000) {
    this.database = database;
    this.rowsAtOnce = rowsAtOnce;
  }

  /** Merges until nothing is left, or until told to stop. @returns how many rows of the ledger were merged */
  async mergeAll(shouldStop: () => boolean = () => false): Promise<number> {
    let merged = 0;
    while (!shouldStop()) {
      const rows = await this.mergeSome();
      if (rows === 0) break;
      merged += rows;
    }
    return merged;
  }

  private mergeSome(): Promise<number> {
    const merge = async (tx: Queries): Promise<number> => {
      const { positions: ends } = await ledgerEnds(tx, PROJECTION_READ);
      await savePanePositions(tx, new Map([...ends.keys()].map((stream) => [stream, 0])), { onlyNew: true });
      const positions = new Map(await panePositions(tx, { lock: true }));
      const sums = new Map<string, { key: PaneKey; cell: Cell }>();
      let merged = 0;
      for (const [stream, next] of positions) {
        const rows = await ledgerTail(tx, stream, next, this.rowsAtOnce - merged);
        for (const row of rows) addRow(sums, row);
        positions.set(stream, next + rows.length);
        merged += rows.length;
        if (merged >= this.rowsAtOnce) break;
      }
      if (merged === 0) return 0;
      const stored = await loadPanes(
        tx,
        [...sums.values()].map(({ key }) => key),
      );
      for (const { key, cell } of stored) sums.get(nameOf(key))?.cell.merge(cell);
      const since = await keptSince(tx, 'ledger');
      const panes: { key: PaneKey; cell: Cell }[] = [];
      for (const pane of sums.values()) panes.push(await withValues(tx, pane, positions, since));
      await savePanes(tx, panes);
      await savePanePositions(tx, positions);
      return merged;
    };
    return withinGeneration(this.database, merge, 'read committed');
  }
}

function addRow(sums: Map<string, { key: PaneKey; cell: Cell }>, row: LedgerRow): void {
  for (const level of LEVELS) {
    const key: PaneKey = { level, start: paneStart(level, row.at), fact: row.fact, segment: row.segment };
    const name = nameOf(key);
    const sum = sums.get(name) ?? { key, cell: new Cell(row.fact) };
    sum.cell.add(row.measures, row.weight);
    sums.set(name, sum);
  }
}

/**
 * So many values left the pane again that it should know each of the others: they are read from the ledger anew, where it
 * still has them.
 */
async function withValues(
  tx: Queries,
  pane: { key: PaneKey; cell: Cell },
  upTo: ReadonlyMap<number, number>,
  ledgerSince: number,
): Promise<{ key: PaneKey; cell: Cell }> {
  if (!pane.cell.lacksValues || pane.key.start < ledgerSince) return pane;
  const { level, start, fact, segment } = pane.key;
  const cell = new Cell(fact);
  const span = { from: start, to: start + PANE_LENGTH[level] };
  const facts = await ledgerFacts(tx, shapeOf(fact).code, span, { segments: [segment], upTo });
  for (const { measures, weight } of facts) cell.add(measures, weight);
  return { key: pane.key, cell };
}

function nameOf({ level, start, fact, segment }: PaneKey): string {
  return `${level} ${start} ${fact} ${segment}`;
}
