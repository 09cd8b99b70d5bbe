import { describe, expect, it } from 'vitest';
import { findKpi, loadCatalogue, measure, type KpiDefinition } from '#core/kpis';
import { Cell } from '#core/windows';
import { givenRule } from '../rules/given-rules.fixture.ts';
import { judgeDrops } from './drop.ts';
import { judgeRate } from './rate.ts';
import { hasSample, intervalOf, sampleOf, valueOf, type Sample } from './sample.ts';

const csat = givenRule('rate', 'csat-low');
const share = (hits: number, n: number): Sample => ({ kind: 'share', hits, n });
const net = (promoters: number, detractors: number, n: number): Sample => ({ kind: 'net', promoters, detractors, n });
const mean = (mean: number, standardError: number, n: number): Sample => ({ kind: 'mean', mean, standardError, n });

describe('a rate rule', () => {
  // Wilson's upper bounds at 99 %: 0 of 5 is 57.0, 1 of 5 is 71.8, 3 of 10 is 68.0, 9 of 20 is 71.1.
  it.each([
    [0, 5, 'breach'],
    [1, 5, 'between'],
    [4, 5, 'clear'],
    [3, 10, 'breach'],
    [4, 10, 'between'],
    [9, 20, 'between'],
    [8, 20, 'breach'],
    [14, 20, 'clear'],
    [0, 4, 'unknown'],
    [0, 0, 'unknown'],
  ])('says of %i satisfied among %i: %s', (hits, n, says) => {
    expect(judgeRate(csat, share(hits, n)).says).toBe(says);
  });

  it('gives the numbers that it rests on', () => {
    expect(judgeRate(csat, share(3, 10)).because).toBe(
      'csat is 30 (99 % interval 8 to 68, n = 10); the threshold is 70',
    );
  });

  it('looks upwards too, and wants the value back at another point than the threshold', () => {
    const reopen = givenRule('rate', 'reopen-high');
    expect([30, 5, 2].map((hits) => judgeRate(reopen, share(hits, 40)).says)).toEqual(['breach', 'between', 'clear']);
  });

  it('judges net scores and means by their own intervals', () => {
    const nps = givenRule('rate', 'nps-low');
    expect(judgeRate(nps, net(1, 12, 15)).says).toBe('breach');
    expect(judgeRate(nps, net(5, 6, 15)).says).toBe('between');
    const slow = { ...csat, side: 'above' as const, threshold: 100, resolveAt: 100 };
    expect(judgeRate(slow, mean(120, 5, 30)).says).toBe('breach');
    expect(judgeRate(slow, mean(110, 5, 30)).says).toBe('between');
  });
});

describe('the sample behind a reading', () => {
  const kpi = (id: string) => findKpi(loadCatalogue(), id) as KpiDefinition;
  const span = { from: 0, to: 1 };

  it('gives back value and interval of shares, net scores and means', () => {
    const answers = new Cell('answered');
    for (const score of [0, 3, 7, 8, 9, 10, 10]) answers.add([1, score, 1], 1);
    const closed = new Cell('closed');
    for (const sla of [1, 1, 0, -1]) closed.add([sla, 1, sla + 1, 0, 1000, 500], 1);
    for (const [id, cell] of [
      ['nps', answers],
      ['recommenders', answers],
      ['sla-compliance', closed],
      ['reassignment', closed],
      ['time-to-close', closed],
    ] as const) {
      const measured = measure(kpi(id), span, { current: cell });
      const sample = sampleOf(kpi(id), measured);
      expect(sample.n, id).toBe(measured.n);
      expect(valueOf(sample), id).toBeCloseTo(measured.value as number, 10);
      // The interval of a mean was cut off at zero; its other end is whole.
      expect(intervalOf(sample, 0.95)?.high, id).toBeCloseTo(measured.interval?.high as number, 8);
    }
  });

  it('is not there for a count, nor without facts', () => {
    expect(hasSample(kpi('backlog'))).toBe(false);
    expect(() => sampleOf(kpi('backlog'), { value: 1, n: 1, parts: {}, interval: null })).toThrow(RangeError);
    expect(valueOf(share(0, 0))).toBeUndefined();
    expect(intervalOf({ kind: 'mean', mean: 3, standardError: undefined, n: 1 }, 0.95)).toBeUndefined();
  });
});

describe('a drop rule', () => {
  const rule = givenRule('drop', 'csat-drop');
  const says = (...changes: readonly [Sample, Sample][]) =>
    judgeDrops(
      rule,
      changes.map(([previous, current]) => ({ previous, current })),
    ).map((verdict) => verdict.says);

  it('finds a great drop, and calls a small or a small sample’s one chance', () => {
    expect(says([share(45, 50), share(30, 50)])).toEqual(['breach']);
    expect(says([share(45, 50), share(44, 50)])).toEqual(['clear']);
    expect(says([share(9, 9), share(0, 9)])).toEqual(['unknown']);
  });

  it('wants a change that matters, however certain it is', () => {
    expect(says([share(9_000, 10_000), share(8_600, 10_000)])).toEqual(['between']);
    expect(says([share(9_000, 10_000), share(8_800, 10_000)])).toEqual(['clear']);
  });

  it('asks for more when it looks at many segments', () => {
    const doubtful: [Sample, Sample] = [share(28, 30), share(19, 30)];
    const alike: [Sample, Sample] = [share(20, 30), share(20, 30)];
    expect(says(doubtful)).toEqual(['breach']);
    expect(says(doubtful, ...Array.from({ length: 20 }, () => alike))[0]).toBe('between');
  });

  it('leaves segments that cannot be judged out of the family', () => {
    const doubtful: [Sample, Sample] = [share(28, 30), share(19, 30)];
    const empty: [Sample, Sample] = [share(0, 0), share(0, 0)];
    expect(says(...Array.from({ length: 20 }, () => empty), doubtful).at(-1)).toBe('breach');
  });

  it('judges net scores and means, in either direction', () => {
    const nps = givenRule('drop', 'nps-drop');
    expect(judgeDrops(nps, [{ previous: net(30, 5, 50), current: net(10, 25, 50) }])[0]?.says).toBe('breach');
    const slower = { ...rule, side: 'up' as const };
    expect(judgeDrops(slower, [{ previous: mean(10, 1, 30), current: mean(20, 1, 30) }])[0]?.says).toBe('breach');
    expect(judgeDrops(slower, [{ previous: mean(20, 1, 30), current: mean(10, 1, 30) }])[0]?.says).toBe('clear');
    expect(judgeDrops(slower, [{ previous: mean(10, 0, 30), current: mean(20, 0, 30) }])[0]?.says).toBe('breach');
    expect(() => judgeDrops(rule, [{ previous: share(50, 50), current: net(1, 2, 50) }])).toThrow(RangeError);
  });
});
