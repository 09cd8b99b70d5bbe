import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeOf, type FactKind } from '#core/facts';
import { Cell, EXACT_UP_TO, readCell, writeCell } from '#core/windows';

const duration = fc.oneof(
  { weight: 1, arbitrary: fc.constant(-1) },
  { weight: 2, arbitrary: fc.nat(10_000) },
  // Up to ten years, and values that share their buckets.
  { weight: 3, arbitrary: fc.nat(315_600_000_000) },
  { weight: 2, arbitrary: fc.nat(50).map((aside) => 4_294_967_296 - 25 + aside) },
);

function factsOf(kind: FactKind, size: { minLength?: number; maxLength: number }): fc.Arbitrary<number[][]> {
  const fields = shapeOf(kind).fields.map((field) =>
    field.kind === 'duration' ? duration : fc.integer({ min: -1, max: 3 }),
  );
  return fc.array(fc.tuple(...fields), size);
}

const kinds = ['answered', 'response-received', 'opened', 'resolved', 'closed'] as const;

const someFacts = fc
  .constantFrom<FactKind>(...kinds)
  .chain((kind) => fc.record({ kind: fc.constant(kind), facts: factsOf(kind, { maxLength: 60 }) }));

/** The same facts, each in one of a few cells, with facts that come and go in between. */
const dealt = someFacts.chain(({ kind, facts }) =>
  fc.record({
    kind: fc.constant(kind),
    facts: fc.constant(facts),
    order: fc.shuffledSubarray(facts, { minLength: facts.length }),
    hands: fc.array(fc.nat(4), { minLength: facts.length, maxLength: facts.length }),
    passing: factsOf(kind, { maxLength: 20 }),
  }),
);

function cellOf(kind: FactKind, facts: readonly (readonly number[])[]): Cell {
  const cell = new Cell(kind);
  for (const measures of facts) cell.add(measures, 1);
  return cell;
}

describe('a cell', () => {
  it('is the same however its facts were dealt, in whatever order, whoever passed through it or was stored between', () => {
    fc.assert(
      fc.property(dealt, ({ kind, facts, order, hands, passing }) => {
        const cells = Array.from({ length: 5 }, () => new Cell(kind));
        for (const measures of passing) (cells[0] as Cell).add(measures, 1);
        order.forEach((measures, i) => (cells[hands[i] as number] as Cell).add(measures, 1));
        for (const measures of passing) (cells[1] as Cell).add(measures, -1);
        const sum = new Cell(kind);
        for (const cell of cells) sum.merge(readCell(kind, writeCell(cell)));
        expect(sum).toEqual(cellOf(kind, facts));
        expect(writeCell(sum)).toBe(writeCell(cellOf(kind, facts)));
      }),
    );
  });

  it('is empty, and as new, when everything has left again', () => {
    fc.assert(
      fc.property(dealt, ({ kind, facts, order }) => {
        const cell = cellOf(kind, facts);
        for (const measures of order) cell.add(measures, -1);
        expect(cell).toEqual(new Cell(kind));
        expect(cell.isEmpty).toBe(true);
        const merged = cellOf(kind, facts);
        merged.merge(cellOf(kind, order), -1);
        expect(writeCell(merged)).toBe(writeCell(new Cell(kind)));
      }),
    );
  });
});

describe('a cell of many durations', () => {
  const many = fc.record({
    facts: factsOf('resolved', { minLength: 500, maxLength: 700 }),
    left: fc.nat(500),
  });

  it('has one text and one set of percentiles, however it was put together, as long as nothing leaves', () => {
    fc.assert(
      fc.property(many, ({ facts, left: cut }) => {
        const whole = cellOf('resolved', facts);
        const parts = cellOf('resolved', facts.slice(0, cut));
        parts.merge(readCell('resolved', writeCell(cellOf('resolved', facts.slice(cut)))));
        expect(writeCell(parts)).toBe(writeCell(whole));
        expect(parts.lacksValues).toBe(false);
        for (const q of [0.5, 0.9])
          expect(parts.duration('elapsed').quantile(q)).toBe(whole.duration('elapsed').quantile(q));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps all but the single values exact when facts leave, and says when it would need those', () => {
    fc.assert(
      fc.property(many, ({ facts, left }) => {
        const cell = new Cell('resolved');
        cell.merge(readCell('resolved', writeCell(cellOf('resolved', facts))));
        for (const measures of facts.slice(left)) cell.add(measures, -1);
        const fresh = cellOf('resolved', facts.slice(0, left));
        const [worn, clean] = [cell.duration('elapsed'), fresh.duration('elapsed')];
        const { n, sum, squares, buckets } = clean;
        expect(worn).toMatchObject({ n, sum, squares, buckets });
        if (cell.lacksValues) expect(n).toBeLessThanOrEqual(EXACT_UP_TO);
        else expect(writeCell(cell)).toBe(writeCell(fresh));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a percentile', () => {
  it('is the sorted value at the nearest rank, exactly up to 256 values, within 1 % above', () => {
    const sizes = fc.oneof(fc.constant(EXACT_UP_TO), fc.constant(EXACT_UP_TO + 1), fc.integer({ min: 1, max: 600 }));
    const values = sizes.chain((length) => fc.array(fc.nat(315_600_000_000), { minLength: length, maxLength: length }));
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9), (values, q) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil((q * 10 * values.length) / 10) - 1] as number;
        const read = cellOf(
          'resolved',
          values.map((value) => [value]),
        )
          .duration('elapsed')
          .quantile(q) as number;
        if (values.length <= EXACT_UP_TO) expect(read).toBe(exact);
        else expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact / 100);
      }),
      { numRuns: 60 },
    );
  });
});
