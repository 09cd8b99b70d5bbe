import type { MappingSource } from '../mapping/mapping-schema.ts';
import { ImportRefused } from '../mapping/problem.ts';
import { openCsv } from './csv-file.ts';
import { openNdjson } from './ndjson-file.ts';
import type { OpenFile, RowFile } from './row-file.ts';

/** @throws ImportRefused when the file is not there, cannot be read, or is in no encoding that is known. */
export async function openRows(file: OpenFile, format: MappingSource['format']): Promise<RowFile> {
  try {
    return format.kind === 'csv' ? await openCsv(file, format) : openNdjson(file, format);
  } catch (error) {
    if (error instanceof ImportRefused || !(error instanceof Error)) throw error;
    throw new ImportRefused(`The file ${file.path} cannot be read: ${error.message}`, { cause: error });
  }
}
