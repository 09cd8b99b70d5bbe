/** One row of a file, whatever its format. */
export interface Row {
  /** Index of the file among those given. */
  readonly file: number;
  /** Line on which the row starts, from 1. */
  readonly line: number;
  /** The row as it stands in the file. */
  readonly raw: string;
  /** @returns the column's text, or `undefined` when the row does not have it. */
  get(column: string): string | undefined;
}

/** A row with further columns beside its own; they win over the row's. */
export function withColumns(row: Row, columns: ReadonlyMap<string, string>): Row {
  return {
    file: row.file,
    line: row.line,
    raw: row.raw,
    get: (column) => columns.get(column) ?? row.get(column),
  };
}
