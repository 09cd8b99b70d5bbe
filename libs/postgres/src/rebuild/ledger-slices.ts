import { factCode, shapeOfCode, type FactKind } from '#core/facts';
import { PANE_CODE, type PaneLevel } from '#core/windows';
import type { Session } from '../session.ts';
import { CopyWriter, readCopy } from '../binary-copy.ts';
import type { Slice } from './journal-slices.ts';

/** What panes need of a row of the ledger. */
export interface SummableRow {
  readonly segment: number;
  readonly fact: FactKind;
  readonly at: number;
  readonly weight: number;
  /** The integers of the fact, joined by commas. */
  readonly measures: string;
}

/** A pane on its way into the table. */
export interface PaneRow {
  readonly level: PaneLevel;
  readonly start: number;
  readonly fact: FactKind;
  readonly segment: number;
  /** As `writeCell` writes it. */
  readonly cell: string;
}

const SORT_MEMORY = '128MB';

/** The rows of a ledger whose segments belong to a slice: segment by segment, fact by fact, oldest first. */
export async function* ledgerBySegment(session: Session, schema: string, slice: Slice): AsyncGenerator<SummableRow[]> {
  await session.query(`SET work_mem = '${SORT_MEMORY}'`);
  const stream = session.copyOut(
    `COPY (SELECT segment, fact, at, weight, measures FROM ${schema}.ledger
            WHERE segment % ${slice.of} = ${slice.nr} ORDER BY segment, fact, at) TO STDOUT (FORMAT binary)`,
  );
  yield* readCopy(stream, (row) => ({
    segment: row.integer(),
    fact: shapeOfCode(row.smallint()).kind,
    at: row.bigint(),
    weight: row.smallint(),
    measures: row.text(),
  }));
}

/** Writes the panes of a new projection: one COPY from the first to the last. */
export class BulkPanes {
  private readonly copy: CopyWriter;

  constructor(session: Session, schema: string) {
    this.copy = new CopyWriter(
      session.copyIn(`COPY ${schema}.panes (level, start, fact, segment, cell) FROM STDIN (FORMAT binary)`),
    );
  }

  append(panes: readonly PaneRow[]): Promise<void> {
    const { copy } = this;
    for (const { level, start, fact, segment, cell } of panes) {
      copy.beginRow(5);
      copy.smallint(PANE_CODE[level]);
      copy.bigint(start);
      copy.smallint(factCode(fact));
      copy.integer(segment);
      copy.text(cell);
    }
    return copy.flush();
  }

  end(): Promise<void> {
    return this.copy.end();
  }
}
