import { describe, expect, it } from 'vitest';
import type { FactKind } from '#core/facts';
import { findKpi, loadCatalogue, measure, provisionalSpan, type KpiDefinition, type Measured } from '#core/kpis';
import { DAY, HOUR } from '#core/time';
import { Cell, windowAt } from '#core/windows';

const catalogue = loadCatalogue();
const week = windowAt(Date.parse('2026-11-20T12:00:00Z'), 7 * DAY);

function kpiOf(id: string): KpiDefinition {
  const kpi = findKpi(catalogue, id);
  if (kpi === undefined) throw new RangeError(`no KPI ${id}`);
  return kpi;
}

type Row = readonly [measures: readonly number[], times: number];

function cellOf(kind: FactKind, ...rows: readonly Row[]): Cell {
  const cell = new Cell(kind);
  for (const [measures, times] of rows) cell.add(measures, times);
  return cell;
}

function measured(id: string, ...rows: readonly Row[]): Measured {
  const kpi = kpiOf(id);
  return measure(kpi, week, { current: cellOf(kpi.fact, ...rows) });
}

/** Answers on a scale by its code: how often each score was given. */
function answers(scale: number, scores: Readonly<Record<number, number>>, mayRecommend = 1): Row[] {
  return Object.entries(scores).map(([score, times]) => [[scale, Number(score), mayRecommend], times] as const);
}

const [NPS, CSAT_5, CSAT_10, EASE_7, EFFORT_5, EASE_5, SMILEY, ENPS] = [1, 2, 3, 4, 5, 6, 7, 8] as const;

describe('scores', () => {
  it('NPS is 100 · (promoters − detractors) / n: the reading of docs/contracts.md', () => {
    expect(measured('nps', ...answers(NPS, { 0: 5, 6: 10, 7: 7, 8: 8, 9: 4, 10: 6 }))).toMatchObject({
      value: -12.5,
      n: 40,
      parts: { promoters: 10, passives: 15, detractors: 15 },
      distribution: { 0: 5, 6: 10, 7: 7, 8: 8, 9: 4, 10: 6 },
      interval: { method: 'adjusted-wald' },
    });
  });

  it('NPS reaches both ends', () => {
    expect(measured('nps', ...answers(NPS, { 9: 1, 10: 1 })).value).toBe(100);
    expect(measured('nps', ...answers(NPS, { 0: 1, 6: 1 })).value).toBe(-100);
    expect(measured('nps', ...answers(NPS, { 7: 1, 8: 1 })).value).toBe(0);
  });

  it('NPS does not mix with other scales, eNPS least of all', () => {
    const rows = [...answers(NPS, { 10: 1 }), ...answers(ENPS, { 0: 9 }), ...answers(CSAT_10, { 1: 9 })];
    expect(measured('nps', ...rows)).toMatchObject({ value: 100, n: 1 });
    expect(measured('enps', ...rows)).toMatchObject({ value: -100, n: 9 });
  });

  it('NPS of those who may recommend leaves the others out', () => {
    const rows = [...answers(NPS, { 9: 3, 0: 1 }), ...answers(NPS, { 0: 6 }, 0)];
    expect(measured('nps-recommendable', ...rows)).toMatchObject({ value: 50, n: 4 });
    expect(measured('nps', ...rows)).toMatchObject({ value: -40, n: 10 });
  });

  it('recommenders are the promoters among all', () => {
    expect(measured('recommenders', ...answers(NPS, { 10: 19, 8: 1 }))).toMatchObject({ value: 95, n: 20 });
  });

  it('CSAT pools the classes of its scales, not their scores', () => {
    const rows = [...answers(CSAT_5, { 4: 3, 5: 2, 3: 1 }), ...answers(CSAT_10, { 9: 1, 8: 2, 4: 1 })];
    expect(measured('csat', ...rows)).toMatchObject({
      value: 60,
      n: 10,
      parts: { satisfied: 6, neutral: 3, dissatisfied: 1 },
      interval: { method: 'wilson' },
    });
  });

  it('CSAT tells a 4 of 5 from a 4 of 10 in its distribution, in one order', () => {
    const rows = [...answers(CSAT_10, { 4: 1 }), ...answers(CSAT_5, { 4: 3 })];
    const distribution = { 'csat-1-5:4': 3, 'csat-1-10:4': 1 };
    expect(JSON.stringify(measured('csat', ...rows).distribution)).toBe(JSON.stringify(distribution));
    expect(JSON.stringify(measured('csat', ...rows.toReversed()).distribution)).toBe(JSON.stringify(distribution));
  });

  it('mean satisfaction is the mean as a percentage of the highest score', () => {
    expect(measured('csat-mean-1-5', ...answers(CSAT_5, { 3: 1, 4: 1, 5: 2 }))).toMatchObject({ value: 85, n: 4 });
    expect(measured('csat-mean-1-10', ...answers(CSAT_10, { 7: 1, 8: 1 }))).toMatchObject({ value: 75, n: 2 });
  });

  it('effort and ease are means on their own scales', () => {
    expect(measured('ces-ease-1-7', ...answers(EASE_7, { 7: 1, 4: 1 }))).toMatchObject({ value: 5.5, n: 2 });
    expect(measured('ces-effort-1-5', ...answers(EFFORT_5, { 1: 3, 5: 1 }))).toMatchObject({ value: 2, n: 4 });
    expect(measured('ease-1-5', ...answers(EASE_5, { 4: 1, 5: 1 }))).toMatchObject({ value: 4.5, n: 2 });
  });

  it('effortless counts 5 to 7 of ease and 1 to 2 of effort: the two scales run against each other', () => {
    const rows = [...answers(EASE_7, { 5: 1, 7: 1, 1: 1 }), ...answers(EFFORT_5, { 1: 1, 2: 1, 5: 3 })];
    expect(measured('effortless', ...rows)).toMatchObject({ value: 50, n: 8 });
  });

  it('smiley counts the happy faces', () => {
    expect(measured('smiley', ...answers(SMILEY, { 1: 1, 2: 1, 3: 2 }))).toMatchObject({ value: 50, n: 4 });
  });

  it('a mean’s interval stays on the scale', () => {
    const { interval } = measured('csat-mean-1-5', ...answers(CSAT_5, { 5: 2, 1: 1 }));
    expect(interval).toMatchObject({ low: 20, high: 100, method: 't' });
  });

  it('a mean of one answer has no interval', () => {
    expect(measured('ease-1-5', ...answers(EASE_5, { 4: 1 }))).toMatchObject({ value: 4, interval: null });
  });

  it('comment rate is the responses with a comment', () => {
    expect(measured('comment-rate', [[1], 3], [[0], 9])).toMatchObject({ value: 25, n: 12 });
  });
});

/** A closed ticket: sla, contacts, reassignments, reopens, time to close, resolution time (in hours). */
function closed(
  sla: number,
  contacts: number,
  reassignments: number,
  reopens: number,
  toClose = 2,
  toResolve = 1,
): Row {
  return [[sla, contacts, reassignments, reopens, toClose * HOUR, toResolve < 0 ? -1 : toResolve * HOUR], 1];
}

describe('tickets', () => {
  it('SLA compliance is met among those that have a service level', () => {
    const rows = [closed(1, 1, 0, 0), closed(1, 2, 0, 0), closed(0, 1, 0, 0), closed(-1, 1, 0, 0)];
    const { value, n, parts } = measured('sla-compliance', ...rows);
    expect(value).toBeCloseTo(200 / 3, 12);
    expect({ n, parts }).toEqual({ n: 3, parts: { numerator: 2, denominator: 3 } });
  });

  it('first-contact resolution takes one contact at most, no reassignment and no reopening', () => {
    const rows = [closed(1, 1, 0, 0), closed(1, 0, 0, 0), closed(1, 2, 0, 0), closed(1, 1, 1, 0), closed(1, 1, 0, 1)];
    expect(measured('first-contact-resolution', ...rows)).toMatchObject({
      value: 40,
      n: 5,
      parts: { numerator: 2, denominator: 5 },
    });
  });

  it('reopen rate counts tickets, not reopenings', () => {
    expect(measured('reopen-rate', closed(1, 1, 0, 3), closed(1, 1, 0, 0))).toMatchObject({ value: 50, n: 2 });
  });

  it('reassignment is a mean with its interval, not below 0', () => {
    const { value, n, parts, interval } = measured('reassignment', closed(1, 1, 0, 0), closed(1, 1, 3, 0));
    expect({ value, n, parts }).toEqual({ value: 1.5, n: 2, parts: { sum: 3 } });
    expect(interval?.low).toBe(0);
    // 1.5 + 12.7062 · 2.1213 / √2
    expect(interval?.high).toBeCloseTo(20.5593, 4);
  });

  it('throughput is tickets a day over the length of the window', () => {
    expect(measured('throughput', ...Array.from({ length: 21 }, () => closed(1, 1, 0, 0)))).toMatchObject({
      value: 3,
      n: 21,
      parts: { count: 21, days: 7 },
    });
    const hour = windowAt(week.to, HOUR);
    expect(measure(kpiOf('throughput'), hour, { current: cellOf('closed', closed(1, 1, 0, 0)) }).value).toBeCloseTo(
      24,
      12,
    );
  });

  it('volume is a count, and 0 is a count', () => {
    expect(measured('ticket-volume', [[], 17])).toMatchObject({ value: 17, n: 17, interval: null });
    expect(measured('ticket-volume')).toMatchObject({ value: 0, n: 0 });
    expect(measured('throughput')).toMatchObject({ value: 0, n: 0 });
  });

  it('backlog is what entered less what left', () => {
    const cells = { current: cellOf('backlog-entered', [[], 12]), left: cellOf('backlog-left', [[], 5]) };
    expect(measure(kpiOf('backlog'), week, cells)).toMatchObject({ value: 7, n: 7, parts: { entered: 12, left: 5 } });
  });

  it('durations are in seconds: mean, median, ninetieth percentile and sum', () => {
    const times = [1, 2, 3, 4, 10].map((hours): Row => [[hours * HOUR], 1]);
    const { value, n, parts, interval } = measured('resolution-time', ...times);
    expect({ value, n, parts }).toEqual({
      value: 4 * 3600,
      n: 5,
      parts: { mean: 4 * 3600, p50: 3 * 3600, p90: 10 * 3600, sum: 20 * 3600 },
    });
    // Standard deviation √12.5 h, t 2.77645 for 4 degrees of freedom.
    expect(interval?.low).toBe(0);
    expect(interval?.high).toBeCloseTo(3600 * (4 + (2.776445 * Math.sqrt(12.5)) / Math.sqrt(5)), 1);
  });

  it('durations that are not known count nowhere', () => {
    const rows = [closed(1, 1, 0, 0, 9, -1), closed(1, 1, 0, 0, 9, 2)];
    expect(measured('closed-resolution-time', ...rows)).toMatchObject({ value: 2 * 3600, n: 1 });
    expect(measured('time-to-close', ...rows)).toMatchObject({ value: 9 * 3600, n: 2 });
    expect(measured('closed-resolution-time', closed(1, 1, 0, 0, 9, -1))).toMatchObject({ value: null, n: 0 });
  });
});

describe('an empty window', () => {
  const rates = catalogue.kpis.filter(({ formula }) => !['count', 'per-day', 'stock'].includes(formula.kind));

  it.each(rates.map(({ id }) => id))('has no %s, rather than 0', (id) => {
    expect(measured(id)).toMatchObject({ value: null, n: 0, interval: null });
  });

  it('is what is left when everything was taken back', () => {
    expect(measured('csat', ...answers(CSAT_5, { 5: 2 }), ...answers(CSAT_5, { 5: -2 }))).toMatchObject({
      value: null,
      n: 0,
      distribution: {},
    });
  });
});

describe('what is still provisional of a share', () => {
  const kpi = kpiOf('first-contact-resolution');
  const month = windowAt(week.to, 30 * DAY);
  const current = cellOf('closed', closed(1, 1, 0, 0), closed(1, 1, 0, 0), closed(1, 1, 2, 0));
  const recent = cellOf('closed', closed(1, 1, 0, 0), closed(1, 1, 2, 0));

  it('is the cohort of the last days of the window', () => {
    expect(provisionalSpan(kpi, month)).toEqual(week);
    expect(measure(kpi, month, { current, recent }).parts).toEqual({ numerator: 2, denominator: 3, provisional: 2 });
  });

  it('is all of a window that is not longer than that', () => {
    const day = windowAt(week.to, DAY);
    expect(provisionalSpan(kpi, day)).toEqual(day);
    expect(measure(kpi, day, { current }).parts['provisional']).toBe(3);
    expect(measure(kpi, week, { current }).parts['provisional']).toBe(3);
  });

  it('is not known without the cell, which is not the same as 0', () => {
    expect(measure(kpi, month, { current }).parts['provisional']).toBeNull();
  });

  it('leaves out what the base leaves out', () => {
    const formula = { kind: 'share', of: { reopens: [0] }, among: { sla: [1] }, provisionalFor: '7d' } as const;
    const rows = cellOf('closed', closed(1, 1, 0, 0), closed(0, 1, 0, 0));
    expect(measure({ ...kpi, formula }, month, { current: rows, recent: rows }).parts['provisional']).toBe(1);
  });

  it('does not exist for a share that is final at once', () => {
    expect(provisionalSpan(kpiOf('reopen-rate'), week)).toBeUndefined();
    expect(measured('reopen-rate', closed(1, 1, 0, 0)).parts).not.toHaveProperty('provisional');
  });
});

describe('a definition that leaves facts out', () => {
  it('does so in shares and means as well', () => {
    const rows = cellOf('closed', closed(1, 1, 4, 0), closed(0, 1, 2, 1), closed(-1, 1, 9, 1));
    const where = { sla: { atLeast: 0 } } as const;
    expect(measure({ ...kpiOf('reopen-rate'), where }, week, { current: rows })).toMatchObject({ value: 50, n: 2 });
    expect(measure({ ...kpiOf('reassignment'), where }, week, { current: rows })).toMatchObject({ value: 3, n: 2 });
  });

  it('cannot be read from facts that lack the field', () => {
    const kpi = { ...kpiOf('comment-rate'), where: { sla: [1] } };
    expect(() => measure(kpi, week, { current: cellOf('response-received', [[1], 1]) })).toThrow(
      'a "response-received" fact has no field "sla"',
    );
  });
});
