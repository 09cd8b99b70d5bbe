import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCsvRecords } from './csv-records.ts';

const value = fc.string({ unit: fc.constantFrom('a', ';', '"', '\n', '\r\n', ' ', 'é', '😀'), maxLength: 8 });
const table = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 12 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

async function read(text: string, cuts: readonly number[]) {
  // Cut between characters: a decoder never gives half of one.
  const characters = Array.from(text);
  const places = cuts.map((cut) => cut % (characters.length + 1)).toSorted((a, b) => a - b);
  const pieces = [...places, characters.length].map((place, index) => {
    return characters.slice(places[index - 1] ?? 0, place).join('');
  });
  const records = [];
  for await (const record of readCsvRecords(Readable.from(pieces), { delimiter: ';', quote: '"' }))
    records.push(record);
  return records;
}

it('gives back what was written, with its lines, however the text is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat(), { maxLength: 4 }),
      async (rows, end, cuts) => {
        const raws = rows.map((row) => row.map(quoted).join(';'));
        let line = 1;
        const expected = rows.map((values, place) => {
          const raw = raws[place] ?? '';
          const record = { line, raw, values };
          line += raw.split('\n').length;
          return record;
        });
        expect(await read(raws.join(end) + end, cuts)).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});

it('reads any text to its end, and no line twice', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', ';', '"', '\n', '\\', ' '), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 3 }), async (any, cuts) => {
      const records = await read(any, cuts);
      const told = records.map(({ raw }) => raw).join('');
      expect(told.replaceAll(/\s/g, '')).toBe(any.replaceAll(/\s/g, ''));
    }),
    { numRuns: 300 },
  );
});
