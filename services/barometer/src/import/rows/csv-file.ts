import { parse, type CsvError, type InfoRecord } from 'csv-parse';
import type { MappingSource } from '../mapping/mapping-schema.ts';
import { ImportRefused } from '../mapping/problem.ts';
import type { Row } from '../mapping/row.ts';
import { readText, UNREADABLE } from './read-text.ts';
import type { BrokenRow, OpenFile, ReadRow, RowFile } from './row-file.ts';

type CsvFormat = Extract<MappingSource['format'], { kind: 'csv' }>;

interface ParsedRecord {
  readonly info: InfoRecord;
  readonly raw: string;
  readonly record: readonly string[];
}

/** A quote that never closes swallows the rest of a file; past this many characters the row is given up. */
const LONGEST_ROW = 1_000_000;

/** @throws ImportRefused when the file has no header line. */
export async function openCsv(file: OpenFile, format: CsvFormat): Promise<RowFile> {
  const broken: BrokenRow[] = [];
  const parser = parse({
    delimiter: format.delimiter,
    quote: format.quote,
    bom: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_ROW,
    on_skip: (error, raw) => {
      if (error !== undefined) broken.push(brokenBy(error, raw ?? '', file.index));
    },
  });
  const text = readText(file.path, format.encoding, file.onBytes);
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<ParsedRecord>;

  const first = await records.next();
  if (first.done === true) {
    throw new ImportRefused(`The file ${file.path} is empty: it needs a first line with the names of its columns.`);
  }
  const header = first.value.record.map((name) => name.trim());
  // Where a name stands twice the first column has it; checkColumns refuses a mapping that uses it.
  const places = new Map(header.map((name, place) => [name, place] as const).toReversed());

  async function* rows(): AsyncGenerator<ReadRow> {
    try {
      for (let next = await records.next(); next.done !== true; next = await records.next()) {
        yield* broken.splice(0);
        yield readRecord(next.value, header.length, places, file.index);
      }
      yield* broken.splice(0);
    } finally {
      text.destroy();
      parser.destroy();
    }
  }
  return { header, rows };
}

function readRecord(
  { info, raw, record }: ParsedRecord,
  width: number,
  places: ReadonlyMap<string, number>,
  file: number,
): ReadRow {
  const text = raw.replace(/[\r\n]+$/, '');
  const line = info.lines - (text.match(/\r\n|\n|\r/g)?.length ?? 0);
  if (record.length !== width) {
    return { file, line, raw: text, broken: `has ${record.length} values, but the header names ${width} columns` };
  }
  if (text.includes(UNREADABLE))
    return { file, line, raw: text, broken: "holds bytes that are not of the file's encoding" };
  return new CsvRow(file, line, text, record, places);
}

class CsvRow implements Row {
  constructor(
    readonly file: number,
    readonly line: number,
    readonly raw: string,
    private readonly values: readonly string[],
    private readonly places: ReadonlyMap<string, number>,
  ) {}

  get(column: string): string | undefined {
    const place = this.places.get(column);
    return place === undefined ? undefined : this.values[place];
  }
}

function brokenBy(error: CsvError, raw: string, file: number): BrokenRow {
  const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
  return { file, line, raw: raw.replace(/[\r\n]+$/, '').slice(0, LONGEST_ROW), broken: error.message };
}
