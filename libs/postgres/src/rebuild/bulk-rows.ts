import { factCode } from '#core/facts';
import { SUBJECT_CODES, type SubjectKind } from '#core/subjects';
import type { Database } from '../database.ts';
import type { NewLedgerRow } from '../projection/ledger.ts';
import type { Session } from '../session.ts';
import { CopyWriter } from '../binary-copy.ts';
import { ShadowMonths } from './shadow-months.ts';

/** A row of a new ledger, with its number in its stream. */
export interface NumberedLedgerRow extends NewLedgerRow {
  readonly stream: number;
  readonly sequence: number;
}

/** A subject of a new projection, in the text that `writeSubject` of the core gives. */
export interface SubjectRow {
  readonly kind: SubjectKind;
  readonly key: string;
  readonly version: number;
  readonly text: string;
}

/** Writes the ledger of a new projection, in any order. */
export class BulkLedger {
  private readonly session: Session;
  private readonly schema: string;
  private readonly months: ShadowMonths;
  private copy: CopyWriter | undefined;

  constructor(session: Session, schema: string, database: Database) {
    this.session = session;
    this.schema = schema;
    this.months = new ShadowMonths(database, schema, 'ledger');
  }

  async append(rows: readonly NumberedLedgerRow[]): Promise<void> {
    const copy = await this.copyWithMonthsOf(rows);
    for (const row of rows) {
      copy.beginRow(10);
      copy.integer(row.stream);
      copy.bigint(row.sequence);
      copy.smallint(factCode(row.fact));
      copy.integer(row.segment);
      copy.bigint(row.at);
      copy.bigint(row.knownAt);
      copy.smallint(row.weight);
      copy.text(row.measures.join(','));
      copy.text(row.subject);
      copy.bigint(row.cause);
    }
    await copy.flush();
  }

  async end(): Promise<void> {
    const { copy } = this;
    this.copy = undefined;
    await copy?.end();
  }

  /** A COPY knows the months that were there when it began: for a new one another COPY is begun. */
  private async copyWithMonthsOf(rows: readonly NumberedLedgerRow[]): Promise<CopyWriter> {
    if (this.copy !== undefined && rows.every(({ at }) => this.months.has(at))) return this.copy;
    await this.end();
    await this.months.refresh();
    await this.months.make(rows.map(({ at }) => at));
    this.copy = new CopyWriter(
      this.session.copyIn(
        `COPY ${this.schema}.ledger (stream, sequence, fact, segment, at, known_at, weight, measures, subject, cause)
         FROM STDIN (FORMAT binary)`,
      ),
    );
    return this.copy;
  }
}

/** Writes the subjects of a new projection: one COPY from the first to the last. */
export class BulkSubjects {
  private readonly copy: CopyWriter;

  constructor(session: Session, schema: string) {
    this.copy = new CopyWriter(
      session.copyIn(`COPY ${schema}.subjects (kind, key, version, events) FROM STDIN (FORMAT binary)`),
    );
  }

  append(rows: readonly SubjectRow[]): Promise<void> {
    const { copy } = this;
    for (const row of rows) {
      copy.beginRow(4);
      copy.smallint(SUBJECT_CODES[row.kind]);
      copy.text(row.key);
      copy.integer(row.version);
      copy.text(row.text);
    }
    return copy.flush();
  }

  end(): Promise<void> {
    return this.copy.end();
  }
}
