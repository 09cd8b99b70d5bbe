import { describe, expect, it } from 'vitest';
import { FACT_SHAPES, type FactKind } from '#core/facts';
import { Cell, readCell, writeCell } from '#core/windows';

function cellOf(kind: FactKind, ...rows: readonly (readonly number[])[]): Cell {
  const cell = new Cell(kind);
  for (const measures of rows) cell.add(measures, 1);
  return cell;
}

describe('a cell', () => {
  it('finds the discrete fields of every kind of fact before its durations', () => {
    for (const { kind, fields } of FACT_SHAPES) {
      const kinds = fields.map((field) => field.kind);
      expect(kinds, kind).toEqual([...kinds].sort((a, b) => a.localeCompare(b)));
    }
  });

  it('counts combinations of the discrete fields', () => {
    const cell = cellOf('answered', [1, 9, 1], [1, 9, 1], [1, 9, 0]);
    expect([...cell.combos()]).toEqual([
      { values: [1, 9, 1], count: 2 },
      { values: [1, 9, 0], count: 1 },
    ]);
  });

  it('leaves an unknown duration out of the statistics, but not the fact out of the count', () => {
    const cell = cellOf('closed', [1, 1, 0, 0, 5000, -1], [0, 1, 0, 0, 7000, 3000]);
    expect(cell.n).toBe(2);
    expect(cell.duration('elapsed')).toMatchObject({ n: 2, sum: 12_000n });
    expect(cell.duration('resolution')).toMatchObject({ n: 1, sum: 3000n });
  });

  it('takes a duration of 0 as known', () => {
    expect(cellOf('resolved', [0]).duration('elapsed').quantile(0.5)).toBe(0);
  });

  it('has no durations that its facts do not have', () => {
    expect(() => cellOf('closed').duration('contacts')).toThrow('a "closed" fact has no duration "contacts"');
  });

  it('is empty when as much left as came, not when it merely counts nothing', () => {
    const cell = cellOf('response-received', [1]);
    cell.add([0], -1);
    expect(cell.n).toBe(0);
    expect(cell.isEmpty).toBe(false);
    cell.add([0], 1);
    cell.add([1], -1);
    expect(cell.isEmpty).toBe(true);
  });

  it('is not empty when another duration left than came, even one that shares its bucket', () => {
    const cell = cellOf('resolved', [1_000_000]);
    cell.add([1_000_001], -1);
    expect(cell.isEmpty).toBe(false);
  });

  it('counts facts that have no fields', () => {
    const cell = cellOf('opened', [], []);
    expect(cell.n).toBe(2);
    expect([...cell.combos()]).toEqual([]);
  });
});

describe('the text of a cell', () => {
  it('is stable: other versions read it', () => {
    const cell = cellOf('closed', [1, 1, 0, 0, 5000, -1], [-1, 2, 1, 0, 7000, 3000]);
    expect(writeCell(cell)).toBe(
      '{"n":2,"of":{"-1,2,1,0":1,"1,1,0,0":1},"durations":[' +
        '{"n":2,"sum":"12000","squares":"74000000","values":[[5000,1],[7000,1]]},' +
        '{"n":1,"sum":"3000","squares":"9000000","values":[[3000,1]]}]}',
    );
  });

  it('is read back, taken-out facts included', () => {
    const cell = cellOf('closed', [1, 1, 0, 0, 5000, -1]);
    cell.add([0, 1, 0, 0, 70, 60], -3);
    expect(readCell('closed', writeCell(cell))).toEqual(cell);
  });

  it('of many durations keeps buckets instead of values', () => {
    const cell = new Cell('resolved');
    for (let i = 1; i <= 257; i += 1) cell.add([i * 1_000_003], 1);
    const read = readCell('resolved', writeCell(cell));
    expect(writeCell(read)).toBe(writeCell(cell));
    expect(writeCell(cell)).not.toContain('values');
    expect(read.lacksValues).toBe(false);
    for (let i = 2; i <= 257; i += 1) read.add([i * 1_000_003], -1);
    expect(read.lacksValues).toBe(true);
  });
});
