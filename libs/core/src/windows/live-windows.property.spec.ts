import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactKind } from '#core/facts';
import { isWithin, type Attributes, type Cut } from '#core/segments';
import { DAY, HOUR, type Instant } from '#core/time';
import { Cell, LiveWindows, writeCell, type LiveRow } from '#core/windows';
import { BEGINNING, instant, LENGTH } from '../../../../test/generators/instants.ts';

const SEGMENTS: readonly Attributes[] = [{}, { team: 'mail' }, { team: 'network' }, { team: 'mail', channel: 'web' }];
const LENGTHS = [HOUR, DAY, 2 * DAY] as const;
const EDGES = [0, ...LENGTHS] as const;
const CUTS: readonly Cut[] = [[], ['team'], ['team', 'channel']];
const WATCHED = new Map<FactKind, readonly Cut[]>([
  ['resolved', CUTS],
  ['backlog-entered', CUTS],
]);

type Row = LiveRow & { readonly arrives: Instant };

const row: fc.Arbitrary<Row> = fc.record({
  fact: fc.constantFrom<FactKind>('resolved', 'backlog-entered'),
  segment: fc.nat(SEGMENTS.length - 1),
  at: instant,
  arrives: instant,
  weight: fc.constant(1),
  measures: fc.constant([]),
});

/** Rows in the order of their arrival; some are taken back, as a correction does, at any time after. */
const rows = fc
  .array(fc.tuple(row, fc.nat(LENGTH), fc.option(fc.nat(LENGTH), { freq: 3 })), { maxLength: 30 })
  .map((drawn) =>
    drawn
      .flatMap(([row, elapsed, takenBack]): Row[] => {
        const added = { ...row, measures: row.fact === 'resolved' ? [elapsed] : [] };
        return takenBack === null ? [added] : [added, { ...added, weight: -1, arrives: added.arrives + takenBack }];
      })
      .sort((a, b) => a.arrives - b.arrives),
  );

const ticks = fc.array(instant, { minLength: 1, maxLength: 8 }).map((instants) => instants.toSorted((a, b) => a - b));

function attributesOf({ segment }: LiveRow): Attributes {
  return SEGMENTS[segment] as Attributes;
}

/** Moves the clock, reading what crosses the edges from all rows that were added, as a reader does from the ledger. */
function tick(live: LiveWindows, to: Instant, added: readonly Row[]): void {
  const crossing = live
    .crossings(to)
    .flatMap(({ edge, from, to }) =>
      added.filter(({ at }) => at >= from && at < to).map((row) => ({ edge, row, attributes: attributesOf(row) })),
    );
  live.cross(to, crossing);
}

function counted(fact: FactKind, segment: Attributes, rows: readonly Row[], from: Instant, to: Instant): Cell {
  const cell = new Cell(fact);
  for (const row of rows) {
    if (row.fact === fact && row.at >= from && row.at < to && isWithin(segment, attributesOf(row))) {
      cell.add(row.measures, row.weight);
    }
  }
  return cell;
}

describe('live windows', () => {
  it('hold, after any arrivals and ticks, what counting every row anew would find', () => {
    fc.assert(
      fc.property(rows, ticks, (rows, ticks) => {
        const live = new LiveWindows(LENGTHS, WATCHED, new Set<FactKind>(['backlog-entered']), BEGINNING);
        const added: Row[] = [];
        for (const to of ticks) {
          while (rows[added.length] !== undefined && (rows[added.length] as Row).arrives <= to) {
            const row = rows[added.length] as Row;
            live.add(row, attributesOf(row));
            added.push(row);
          }
          tick(live, to, added);
          for (const fact of WATCHED.keys()) {
            for (const segment of SEGMENTS) {
              for (const youngest of EDGES) {
                const ends = fact === 'resolved' ? LENGTHS : [...LENGTHS, Infinity];
                for (const oldest of ends.filter((end) => end > youngest)) {
                  const key = live.find(fact, segment);
                  const held = key === undefined ? new Cell(fact) : live.cell(key, youngest, oldest);
                  const expected = counted(fact, segment, added, to - oldest, to - youngest);
                  expect(writeCell(held), `${fact} ${youngest} ${oldest}`).toBe(writeCell(expected));
                }
              }
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('begin from sums as they would have from single rows', () => {
    fc.assert(
      fc.property(rows, instant, (rows, at) => {
        const live = new LiveWindows(LENGTHS, WATCHED, new Set<FactKind>(['backlog-entered']), at);
        for (const fact of WATCHED.keys()) {
          SEGMENTS.forEach((attributes, segment) => {
            EDGES.forEach((youngest, band) => {
              const own = rows.filter((row) => row.segment === segment);
              const sum = counted(fact, {}, own, at - (EDGES[band + 1] ?? Infinity), at - youngest);
              live.addCell(band, sum, segment, attributes);
            });
          });
        }
        const fed = new LiveWindows(LENGTHS, WATCHED, new Set<FactKind>(['backlog-entered']), at);
        for (const row of rows) fed.add(row, attributesOf(row));
        for (const fact of WATCHED.keys()) {
          for (const segment of SEGMENTS) {
            const [summed, single] = [live.find(fact, segment), fed.find(fact, segment)];
            if (single === undefined || summed === undefined) expect(single?.bands.some(Boolean) ?? false).toBe(false);
            else expect(summed.bands).toEqual(single.bands);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
