import type { MappingSource } from '../mapping/mapping-schema.ts';
import { ImportRefused } from '../mapping/problem.ts';
import type { Row } from '../mapping/row.ts';
import { readCsvRecords, type CsvRecord } from './csv-records.ts';
import { readText, UNREADABLE } from './read-text.ts';
import type { OpenFile, ReadRow, RowFile } from './row-file.ts';

type CsvFormat = Extract<MappingSource['format'], { kind: 'csv' }>;

/** @throws ImportRefused when the file has no header line. */
export async function openCsv(file: OpenFile, format: CsvFormat): Promise<RowFile> {
  const records = readCsvRecords(readText(file.path, format.encoding, file.onBytes), format);
  const first = await records.next();
  if (first.done === true || 'broken' in first.value) {
    throw new ImportRefused(`The file ${file.path} needs a first line with the names of its columns.`);
  }
  const header = first.value.values.map((name) => name.trim());
  // Where a name stands twice the first column has it; checkColumns refuses a mapping that uses it.
  const places = new Map(header.map((name, place) => [name, place] as const).toReversed());

  async function* rows(): AsyncGenerator<ReadRow> {
    for await (const record of records) {
      const { line, raw } = record;
      if ('broken' in record) yield { file: file.index, ...record };
      else {
        const broken = whatIsWrong(record, header.length, format.quote);
        yield broken === undefined
          ? new CsvRow(file.index, line, raw, record.values, places)
          : { file: file.index, line, raw, broken };
      }
    }
  }
  return { header, rows };
}

function whatIsWrong({ raw, values }: CsvRecord, width: number, quote: string): string | undefined {
  if (values.length !== width) return `has ${values.length} values, but the header names ${width} columns`;
  // So it looks when a quote that was never closed meets the first quote of a later line.
  if (/[\r\n]/.test(raw) && values.some((value) => value.startsWith(quote))) {
    return 'opens a quote that is not closed, or closed in a later line by a quote that belongs to another value';
  }
  return raw.includes(UNREADABLE) ? "holds bytes that are not of the file's encoding" : undefined;
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
