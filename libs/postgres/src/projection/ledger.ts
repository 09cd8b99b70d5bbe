import { factCode, type FactKind } from '#core/facts';
import { CopyRows } from '../binary-copy.ts';
import type { Transaction } from '../database.ts';

/** A row to be added to the ledger. */
export interface NewLedgerRow {
  readonly fact: FactKind;
  readonly segment: number;
  readonly at: number;
  readonly knownAt: number;
  readonly weight: number;
  readonly measures: readonly number[];
  readonly subject: string;
  /** The offset of the event that caused the row. */
  readonly cause: number;
}

const ABOUT_BYTES = 150;

/**
 * Appends rows to a stream's ledger, numbered without a gap from `firstSequence`. Only the holder of the stream's
 * progress row may call it. The months of `at` must be there (`MonthPartitions`).
 */
export async function appendToLedger(
  tx: Transaction,
  stream: number,
  firstSequence: number,
  added: readonly NewLedgerRow[],
): Promise<void> {
  if (added.length === 0) return;
  const rows = new CopyRows(ABOUT_BYTES * added.length);
  for (const [i, row] of added.entries()) {
    rows.beginRow(10);
    rows.integer(stream);
    rows.bigint(firstSequence + i);
    rows.smallint(factCode(row.fact));
    rows.integer(row.segment);
    rows.bigint(row.at);
    rows.bigint(row.knownAt);
    rows.smallint(row.weight);
    rows.text(row.measures.join(','));
    rows.text(row.subject);
    rows.bigint(row.cause);
  }
  await tx.copy(
    'COPY ledger (stream, sequence, fact, segment, at, known_at, weight, measures, subject, cause) FROM STDIN (FORMAT binary)',
    rows,
  );
}
