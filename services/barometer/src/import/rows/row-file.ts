import type { Row } from '../mapping/row.ts';

/** A row that cannot be read at all: the file is broken there. */
export interface BrokenRow {
  readonly file: number;
  readonly line: number;
  readonly raw: string;
  readonly broken: string;
}

export type ReadRow = Row | BrokenRow;

/** A file of rows, read as a stream. */
export interface RowFile {
  /** The names of its columns; `undefined` where every row names its own (NDJSON). */
  readonly header: readonly string[] | undefined;
  /** The rows in the order of the file. Can be read once. */
  rows(): AsyncIterable<ReadRow>;
}

export interface OpenFile {
  readonly path: string;
  /** Its place among the files of the import. */
  readonly index: number;
  /** Told how many bytes were read from the disk, again and again. */
  readonly onBytes: (count: number) => void;
}
