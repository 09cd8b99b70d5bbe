import type { MappingSource } from '../mapping/mapping-schema.ts';
import type { Row } from '../mapping/row.ts';
import { linesOf } from './lines.ts';
import { readText, UNREADABLE } from './read-text.ts';
import type { OpenFile, ReadRow, RowFile } from './row-file.ts';

type NdjsonFormat = Extract<MappingSource['format'], { kind: 'ndjson' }>;

const LONGEST_ROW = 1_000_000;

export function openNdjson(file: OpenFile, format: NdjsonFormat): RowFile {
  async function* rows(): AsyncGenerator<ReadRow> {
    let line = 0;
    for await (const text of linesOf(readText(file.path, format.encoding, file.onBytes))) {
      line += 1;
      if (text.trim() !== '') yield readLine(text, line, file.index);
    }
  }
  return { header: undefined, rows };
}

function readLine(text: string, line: number, file: number): ReadRow {
  const raw = text.slice(0, LONGEST_ROW);
  if (text.length > LONGEST_ROW) return { file, line, raw, broken: `is longer than ${LONGEST_ROW} characters` };
  if (text.includes(UNREADABLE)) return { file, line, raw, broken: "holds bytes that are not of the file's encoding" };
  let value: unknown;
  try {
    value = JSON.parse(line === 1 ? text.replace(/^\uFEFF/, '') : text);
  } catch (error) {
    return { file, line, raw, broken: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isObject(value)) return { file, line, raw, broken: 'is JSON, but not an object' };
  return new JsonRow(file, line, raw, value);
}

class JsonRow implements Row {
  constructor(
    readonly file: number,
    readonly line: number,
    readonly raw: string,
    private readonly value: Record<string, unknown>,
  ) {}

  /** `customer.id` and `answers.0.score` reach into the object; a key that has the dot in its own name wins. */
  get(column: string): string | undefined {
    if (Object.hasOwn(this.value, column)) return textOf(this.value[column]);
    let value: unknown = this.value;
    for (const key of column.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return textOf(value);
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
