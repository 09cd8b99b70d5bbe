import { Readable } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import { ImportRefused } from '../mapping/problem.ts';

export interface CsvRecord {
  /** On which the record starts, from 1. */
  readonly line: number;
  /** As it stands in the file, without the line end. */
  readonly raw: string;
  readonly values: readonly string[];
}

export interface BrokenRecord {
  readonly line: number;
  readonly raw: string;
  readonly broken: string;
}

export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
}

/** A row longer than this many characters is no row: a quote was opened far above and never closed. */
const LONGEST_RECORD = 1_000_000;
/** With more quotes than this that are never closed, the file is written in another dialect. */
const MOST_UNCLOSED = 100;

const LINE_END = /\r\n|\n|\r/g;

/**
 * Reads the records of a CSV text, blank lines left out. A quote that is opened and never closed swallows all that follows:
 * its line is given back as broken, and reading goes on with the line after it.
 *
 * @throws ImportRefused when a record does not come to its end.
 */
export async function* readCsvRecords(text: Readable, dialect: CsvDialect): AsyncGenerator<CsvRecord | BrokenRecord> {
  let line = 1;
  let rest: Readable = text;
  for (let unclosed = 0; unclosed < MOST_UNCLOSED; unclosed += 1) {
    const reading = new Reading(rest, dialect);
    for await (const { raw, record } of reading.records()) {
      const inner = raw.replace(/[\r\n]+$/, '');
      if (inner.trim() !== '') yield { line, raw: inner, values: record };
      line += 1 + (inner.match(LINE_END)?.length ?? 0);
    }
    if (reading.swallowed === undefined) return;
    const [first = ''] = reading.swallowed.split(LINE_END, 1);
    yield { line, raw: first, broken: 'opens a quote that is not closed' };
    line += 1;
    rest = Readable.from([reading.swallowed.slice(first.length).replace(/^(\r\n|\n|\r)/, '')]);
  }
  throw new ImportRefused(
    `More than ${MOST_UNCLOSED} quotes are opened and not closed: is quote: right in the mapping?`,
  );
}

interface ParsedRecord {
  readonly raw: string;
  readonly record: readonly string[];
}

/** One run over a text, up to its end or to a quote that swallows the rest. */
class Reading {
  /** What the quote that was never closed has swallowed, from the start of its row on. */
  swallowed: string | undefined;

  constructor(
    private readonly text: Readable,
    private readonly dialect: CsvDialect,
  ) {}

  async *records(): AsyncGenerator<ParsedRecord> {
    const parser = parse({
      delimiter: this.dialect.delimiter,
      quote: this.dialect.quote,
      bom: true,
      raw: true,
      relax_column_count: true,
      // A quote inside a value is part of it; strictly it would end the whole file there.
      relax_quotes: true,
      max_record_size: LONGEST_RECORD,
      skip_records_with_error: true,
      on_skip: (error, raw = '') => this.onError(error, raw),
    });
    this.text.on('error', (error) => parser.destroy(error));
    this.text.pipe(parser);
    try {
      yield* parser as AsyncIterable<ParsedRecord>;
    } finally {
      this.text.destroy();
      parser.destroy();
    }
  }

  /** What is thrown here ends the parser with that error. */
  private onError(error: CsvError | undefined, raw: string): undefined {
    if (error?.code === 'CSV_QUOTE_NOT_CLOSED') this.swallowed = raw;
    else if (error?.code === 'CSV_MAX_RECORD_SIZE') {
      const [start = ''] = raw.split(LINE_END, 1);
      throw new ImportRefused(
        `A row is longer than ${LONGEST_RECORD} characters: a quote in it is opened and not closed. The row begins with: ${start.slice(0, 200)}`,
      );
    } else if (error !== undefined) throw error;
  }
}
