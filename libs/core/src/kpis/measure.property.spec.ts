import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contribution, FactKind } from '#core/facts';
import { loadCatalogue, measure, provisionalSpan, type KpiDefinition } from '#core/kpis';
import { isWithin, type Segment } from '#core/segments';
import { learn, newSubject, subjectOf, type ArrivedEvent, type Subject } from '#core/subjects';
import { DAY, HOUR } from '#core/time';
import { Cell, contains, coverOf, paneStart, windowAt, type PaneLevel, type Span } from '#core/windows';
import { attributes } from '../../../../test/generators/attributes.ts';
import { histories } from '../../../../test/generators/histories.ts';
import { instant } from '../../../../test/generators/instants.ts';
import { naiveFacts } from '../../../../test/oracle/naive-facts.ts';
import { NAIVE_KPIS } from '../../../../test/oracle/naive-kpi.ts';

const { kpis } = loadCatalogue();

const desk = histories({ tickets: 6, responses: 6, cases: 6 });
const length = fc.oneof(fc.constantFrom(HOUR, DAY, 3 * DAY, 30 * DAY), fc.integer({ min: 1, max: 5 * DAY }));
const span = fc.tuple(instant, length).map(([at, length]) => windowAt(at, length));
const segment: fc.Arbitrary<Segment> = fc.oneof(fc.constant({}), attributes);

/** One event after the other, as a projector that gets them one at a time. */
function contributionsOf(events: readonly ArrivedEvent[]): Contribution[] {
  const subjects = new Map<string, Subject>();
  return events.flatMap((event) => {
    const of = subjectOf(event.data);
    const learned = learn(subjects.get(of.key) ?? newSubject(of.kind, of.key), [event]);
    subjects.set(of.key, learned.subject);
    return learned.contributions;
  });
}

/** The facts of a kind in a span, read as a reader does: whole days and hours from panes, edges row by row. */
function cellOf(rows: readonly Contribution[], kind: FactKind, span: Span): Cell {
  const ofKind = rows.filter(({ fact }) => fact.kind === kind);
  const { days, hours, edges } = coverOf(span);
  const cell = new Cell(kind);
  for (const [level, parts] of [
    ['day', days],
    ['hour', hours],
  ] as const) {
    for (const [start, pane] of panesOf(ofKind, kind, level)) {
      if (parts.some((part) => contains(part, start))) cell.merge(pane);
    }
  }
  for (const { fact, weight } of ofKind) {
    if (edges.some((edge) => contains(edge, fact.at))) cell.add(fact.measures, weight);
  }
  return cell;
}

function panesOf(rows: readonly Contribution[], kind: FactKind, level: PaneLevel): Map<number, Cell> {
  const panes = new Map<number, Cell>();
  for (const { fact, weight } of rows) {
    const start = paneStart(level, fact.at);
    const pane = panes.get(start) ?? new Cell(kind);
    pane.add(fact.measures, weight);
    panes.set(start, pane);
  }
  return panes;
}

function read(kpi: KpiDefinition, rows: readonly Contribution[], span: Span): ReturnType<typeof measure> {
  if (kpi.formula.kind === 'stock') {
    const ever = { from: 0, to: span.to };
    const left = cellOf(rows, kpi.formula.leaves, ever);
    return measure(kpi, span, { current: cellOf(rows, kpi.fact, ever), left });
  }
  const recent = provisionalSpan(kpi, span);
  const current = cellOf(rows, kpi.fact, span);
  return measure(kpi, span, recent === undefined ? { current } : { current, recent: cellOf(rows, kpi.fact, recent) });
}

describe('every KPI of the catalogue', () => {
  it('has a naive formula beside it', () => {
    expect(kpis.map(({ id }) => id).sort()).toEqual(Object.keys(NAIVE_KPIS).sort());
  });

  it('is the same from cells as recomputed from the list of events, for any window and slice of the desk', () => {
    fc.assert(
      fc.property(desk, span, segment, (events, span, segment) => {
        const rows = contributionsOf(events).filter(({ fact }) => isWithin(segment, fact.attributes));
        const facts = naiveFacts(events).filter(({ attributes }) =>
          Object.entries(segment).every(([dimension, value]) => attributes[dimension as keyof Segment] === value),
        );
        for (const kpi of kpis) {
          const { value, n, parts } = read(kpi, rows, span);
          const {
            value: expected,
            n: expectedN,
            ...expectedParts
          } = (NAIVE_KPIS[kpi.id] as (typeof NAIVE_KPIS)[string])(facts, span);
          expect(n, kpi.id).toBe(expectedN);
          if (value === null || expected === null) expect(value, kpi.id).toBe(expected);
          else expect(Math.abs(value - expected), kpi.id).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
          expect(parts, kpi.id).toMatchObject(expectedParts);
        }
      }),
      { numRuns: 200 },
    );
  });
});
