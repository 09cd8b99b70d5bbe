import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '#core/time';
import {
  Cell,
  contains,
  coverOf,
  PANE_LENGTH,
  paneStart,
  windowAt,
  writeCell,
  type PaneLevel,
  type Span,
} from '#core/windows';
import { BEGINNING, instant, LENGTH } from '../../../../test/generators/instants.ts';

const length = fc.oneof(fc.constantFrom(HOUR, DAY, 2 * DAY), fc.integer({ min: 1, max: LENGTH }));
const span = fc.tuple(instant, length).map(([at, length]) => windowAt(at, length));

const facts = fc.array(fc.record({ at: instant, elapsed: fc.nat(DAY) }), { maxLength: 80 });

describe('the cover of a span', () => {
  it('is disjoint, complete and aligned, and its edges are short', () => {
    fc.assert(
      fc.property(span, (span) => {
        const { days, hours, edges } = coverOf(span);
        const parts = [...days, ...hours, ...edges].sort((a, b) => a.from - b.from);
        let reached = span.from;
        for (const part of parts) {
          expect(part.from).toBe(reached);
          expect(part.to).toBeGreaterThan(part.from);
          reached = part.to;
        }
        expect(reached).toBe(span.to);
        for (const { from, to } of days) expect([from % DAY, to % DAY]).toEqual([0, 0]);
        for (const { from, to } of hours) expect([from % HOUR, to % HOUR]).toEqual([0, 0]);
        for (const { from, to } of hours) expect(to - from).toBeLessThan(2 * DAY);
        const longest = hours.length + days.length === 0 ? 2 * HOUR : HOUR;
        for (const { from, to } of edges) expect(to - from).toBeLessThan(longest);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a window', () => {
  it('read from panes of days and hours and the facts at its edges is the same as counted fact by fact', () => {
    fc.assert(
      fc.property(facts, span, (facts, span) => {
        const panes = { hour: panesOf('hour', facts), day: panesOf('day', facts) };
        const { days, hours, edges } = coverOf(span);
        const read = new Cell('resolved');
        for (const part of days) mergePanes(read, panes.day, part);
        for (const part of hours) mergePanes(read, panes.hour, part);
        for (const part of edges) addFacts(read, facts, part);
        const counted = new Cell('resolved');
        for (const { at, elapsed } of facts) if (at >= span.from && at < span.to) counted.add([elapsed], 1);
        expect(writeCell(read)).toBe(writeCell(counted));
      }),
      { numRuns: 500, examples: [[[{ at: BEGINNING, elapsed: 1 }], { from: BEGINNING, to: BEGINNING + DAY }]] },
    );
  });
});

type Facts = readonly { readonly at: number; readonly elapsed: number }[];

function panesOf(level: PaneLevel, facts: Facts): Map<number, Cell> {
  const panes = new Map<number, Cell>();
  for (const { at, elapsed } of facts) {
    const start = paneStart(level, at);
    const pane = panes.get(start) ?? new Cell('resolved');
    pane.add([elapsed], 1);
    panes.set(start, pane);
    expect(at - start).toBeLessThan(PANE_LENGTH[level]);
  }
  return panes;
}

function mergePanes(into: Cell, panes: ReadonlyMap<number, Cell>, span: Span): void {
  for (const [start, pane] of panes) if (contains(span, start)) into.merge(pane);
}

function addFacts(into: Cell, facts: Facts, span: Span): void {
  for (const { at, elapsed } of facts) if (contains(span, at)) into.add([elapsed], 1);
}
