import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ImportRefused } from '../mapping/problem.ts';
import { checkColumns } from './columns.ts';
import { openRows } from './open-file.ts';
import type { ReadRow } from './row-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'barometer-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

let files = 0;
async function open(content: string | Buffer, format: { delimiter?: string; encoding?: string } = {}, ending = '.csv') {
  files += 1;
  const path = join(folder, `file-${files}${ending}`);
  writeFileSync(path, content);
  const csv = { kind: 'csv' as const, delimiter: ',', quote: '"', encoding: 'utf-8', ...format };
  return openRows({ path, index: 0, onBytes: () => {} }, csv);
}

const shown = (row: ReadRow) => ('broken' in row ? [row.line, row.broken] : [row.line, row.get('a'), row.get('b')]);
const rowsOf = async (...args: Parameters<typeof open>) => (await all((await open(...args)).rows())).map(shown);

describe('CSV files', () => {
  it('are read with their line numbers, over quoted line ends, empty lines and CRLF', async () => {
    expect(await rowsOf('\uFEFFa,b\r\n1,"x, ""y"""\r\n\r\n2,"two\r\nlines"\r\n3,z\r\n')).toEqual([
      [2, '1', 'x, "y"'],
      [4, '2', 'two\r\nlines'],
      [6, '3', 'z'],
    ]);
  });

  it('know other delimiters and encodings, and are unpacked', async () => {
    expect(await rowsOf('a;b\n1;x,y\n', { delimiter: ';' })).toEqual([[2, '1', 'x,y']]);
    expect(await rowsOf(Buffer.from('a,b\n1,caf\xe9\n', 'latin1'), { encoding: 'windows-1252' })).toEqual([
      [2, '1', 'café'],
    ]);
    expect(await rowsOf(gzipSync('a,b\n1,x\n'), {}, '.csv.gz')).toEqual([[2, '1', 'x']]);
  });

  it('set broken rows aside and read the ones around them', async () => {
    const bad = Buffer.concat([Buffer.from('a,b\n1,x\n2\n3,'), Buffer.from([0xff]), Buffer.from('\n4,"y"z\n5,w\n')]);
    expect(await rowsOf(bad)).toEqual([
      [2, '1', 'x'],
      [3, 'has 1 values, but the header names 2 columns'],
      [4, "holds bytes that are not of the file's encoding"],
      [5, '4', '"y"z'],
      [6, '5', 'w'],
    ]);
  });

  it('lose only the line of a quote that is never closed', async () => {
    expect(await rowsOf('a,b\r\n1,x\r\n2,"y\r\n3,z\r\n4,w')).toEqual([
      [2, '1', 'x'],
      [3, 'opens a quote that is not closed'],
      [4, '3', 'z'],
      [5, '4', 'w'],
    ]);
  });

  it('do not take over a value that runs on into the next quote of the file', async () => {
    expect(await rowsOf('a,b\n1,x\n2,"y\n3,"z"\n4,w\n')).toEqual([
      [2, '1', 'x'],
      [3, expect.stringContaining('opens a quote that is not closed')],
      [5, '4', 'w'],
    ]);
  });

  it('are given up when a row does not end within a million characters', async () => {
    const file = await open(`a,b\n1,x\n2,"y\n${'3,z\n'.repeat(300_000)}`);
    await expect(all(file.rows())).rejects.toThrow(/longer than 1000000 characters.*begins with: 2,"y/s);
  });

  it('are refused when there is nothing to read', async () => {
    await expect(open('')).rejects.toThrow(ImportRefused);
    await expect(open('not packed', {}, '.csv.gz')).rejects.toThrow(/cannot be read/);
    await expect(open('a,b\n', { encoding: 'klingon' })).rejects.toThrow(/cannot be read.*klingon/s);
  });

  it('must have the columns of the mapping', async () => {
    const { header = [] } = await open('a,b,b\n1,2,3\n');
    const uses = [
      { anyOf: ['x', 'y'], path: 'event.id', optional: false },
      { anyOf: ['z'], path: 'event.at', optional: false },
      { anyOf: ['z'], path: 'event.recorded', optional: false },
      { anyOf: ['o'], path: 'event.sequence', optional: true },
    ];
    expect(() => checkColumns('f.csv', header, uses)).toThrow(
      /"x" or "y", named at event\.id\n {2}"z", named at event\.at, event\.recorded\nIts columns are: a, b, b\./,
    );
    expect(() => checkColumns('f.csv', header, [{ anyOf: ['b'], path: 'event.id', optional: false }])).toThrow(
      /two columns "b"/,
    );
    expect(() =>
      checkColumns('f.csv', header, [{ anyOf: ['x', 'a'], path: 'event.id', optional: false }]),
    ).not.toThrow();
  });
});

describe('NDJSON files', () => {
  it('give values by dotted paths, and set aside what is no object', async () => {
    const path = join(folder, 'rows.ndjson');
    const lines = ['{"a":{"b":[{"c":5}]},"a.d":true,"e":null}', '', 'nonsense', '[1]', '{"a":{"b":"x"}}'];
    writeFileSync(path, `${lines.join('\n')}\n`);
    const file = await openRows({ path, index: 0, onBytes: () => {} }, { kind: 'ndjson', encoding: 'utf-8' });
    expect(file.header).toBeUndefined();
    const read = await all(file.rows());
    const told = read.map((row) =>
      'broken' in row ? row.broken : ['a.b.0.c', 'a.d', 'e', 'a.b'].map((name) => row.get(name)),
    );
    expect(told).toEqual([
      ['5', 'true', undefined, undefined],
      expect.stringMatching(/^is not JSON/),
      'is JSON, but not an object',
      [undefined, undefined, undefined, 'x'],
    ]);
    expect(read.map(({ line }) => line)).toEqual([1, 3, 4, 5]);
  });
});
