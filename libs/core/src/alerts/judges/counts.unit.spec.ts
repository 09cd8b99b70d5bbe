import { describe, expect, it } from 'vitest';
import { findKpi, loadCatalogue, type KpiDefinition } from '#core/kpis';
import { DAY, HOUR, MINUTE } from '#core/time';
import { Cell } from '#core/windows';
import { givenRule } from '../rules/given-rules.fixture.ts';
import { burnRate, judgeBudget, spentOf, type Spent } from './budget.ts';
import { judgeSilence } from './silence.ts';
import { hourOfWeekBaseline, judgeVolume, NO_SPIKE, type VolumeChart } from './volume.ts';

const WEEK = 7 * DAY;

describe('a budget rule', () => {
  const rule = givenRule('budget', 'sla-budget');
  const judge = (spent: Partial<Record<number, Spent>>) =>
    judgeBudget(rule, (window) => spent[window] ?? { bad: 0, n: 0 });

  it('speaks with the gravest tier whose two windows both burn', () => {
    const fast = { [HOUR]: { bad: 8, n: 10 }, [5 * MINUTE]: { bad: 1, n: 1 } };
    expect(judge(fast)).toMatchObject({ says: 'breach', severity: 'critical' });
    expect(judge(fast).because).toBe('8 of 10 were bad, 16 times as fast as the budget of 5 % allows');
    expect(judge({ [3 * DAY]: { bad: 30, n: 400 }, [6 * HOUR]: { bad: 3, n: 40 } })).toMatchObject({
      says: 'breach',
      severity: 'info',
    });
  });

  it('is silent when it no longer goes on, or has not been for long', () => {
    expect(judge({ [HOUR]: { bad: 8, n: 10 }, [5 * MINUTE]: { bad: 0, n: 1 } }).says).toBe('clear');
    expect(judge({ [HOUR]: { bad: 1, n: 10 }, [5 * MINUTE]: { bad: 1, n: 1 } }).says).toBe('clear');
  });

  it('ends neither by a pause nor by a burn that hardly slows down', () => {
    const long = { [HOUR]: { bad: 8, n: 10 } };
    expect(judge(long).says).toBe('between');
    expect(judge({ ...long, [5 * MINUTE]: { bad: 4, n: 10 } }).says).toBe('between');
    expect(judge({ ...long, [5 * MINUTE]: { bad: 3, n: 10 } }).says).toBe('clear');
  });

  it('is not startled by one miss among few', () => {
    expect(judge({ [HOUR]: { bad: 1, n: 1 }, [5 * MINUTE]: { bad: 1, n: 1 } }).says).toBe('between');
  });

  it('does not know when nothing happened', () => {
    expect(judge({}).says).toBe('unknown');
    expect(burnRate(0.05, { bad: 0, n: 0 })).toBe(0);
  });

  it('counts misses, classes and slow ones', () => {
    const kpi = (id: string) => findKpi(loadCatalogue(), id) as KpiDefinition;
    const span = { from: 0, to: 1 };
    const closed = new Cell('closed');
    for (const sla of [1, 1, 0, -1]) closed.add([sla, 1, 0, 0, 5, 5], 1);
    expect(spentOf(kpi('sla-compliance'), { kind: 'misses' }, span, closed)).toEqual({ bad: 1, n: 3 });
    const answers = new Cell('answered');
    for (const score of [0, 6, 7, 10]) answers.add([1, score, 1], 1);
    answers.add([2, 1, 1], 1);
    expect(spentOf(kpi('nps'), { kind: 'class', class: 'dissatisfied' }, span, answers)).toEqual({ bad: 2, n: 4 });
    const responded = new Cell('first-responded');
    for (const elapsed of [HOUR, HOUR + 1, 2 * HOUR]) responded.add([elapsed], 1);
    const slow = { kind: 'slower-than', limit: HOUR } as const;
    expect(spentOf(kpi('first-response-time'), slow, span, responded)).toEqual({ bad: 2, n: 3 });
    expect(() => spentOf(kpi('nps'), slow, span, answers)).toThrow(RangeError);
  });
});

describe('a volume rule', () => {
  const rule = givenRule('volume', 'ticket-spike');

  function play(counts: readonly number[], baseline: number) {
    let chart: VolumeChart = NO_SPIKE;
    return counts.map((count) => {
      const judged = judgeVolume(rule, chart, count, baseline);
      chart = judged.chart;
      return judged.verdict.says;
    });
  }

  it('finds a spike at once, and a lasting rise after some hours', () => {
    expect(play([60], 6)).toEqual(['breach']);
    const rise = play(
      Array.from({ length: 12 }, () => 14),
      6,
    );
    expect(rise[0]).toBe('clear');
    expect(rise).toContain('breach');
  });

  it('is silent about usual hours, and about a few more than nearly none', () => {
    expect(play([6, 9, 3, 7, 5, 10, 4], 6)).not.toContain('breach');
    expect(play([2, 2, 1], 0.25)).not.toContain('breach');
  });

  it('ends when the evidence is used up, soon even after a huge spike', () => {
    const says = play([5_000, ...Array.from({ length: 8 }, () => 5)], 6);
    expect(says[0]).toBe('breach');
    expect(says.at(-1)).toBe('clear');
  });

  it('says how many there were and how many are usual', () => {
    expect(judgeVolume(rule, NO_SPIKE, 60, 6).verdict.because).toBe(
      '60 "opened" where 6 are usual at this time of the week',
    );
  });

  it('waits until there are two weeks to compare with', () => {
    expect(judgeVolume(rule, NO_SPIKE, 60, undefined).verdict.says).toBe('unknown');
    const since = (weeks: number) => (hour: number) => (hour < -weeks * WEEK - HOUR ? undefined : 6);
    expect(hourOfWeekBaseline(0, 4, since(1))).toBeUndefined();
    expect(hourOfWeekBaseline(0, 4, since(2))).toBe(6);
  });

  it('takes its baseline from the hour of the week, without the fullest week', () => {
    const countAt = (hour: number) => (hour === -WEEK ? 300 : hour % WEEK === 0 ? 12 : 3);
    expect(hourOfWeekBaseline(0, 4, countAt)).toBe(6);
    expect(hourOfWeekBaseline(0, 4, () => 0)).toBe(0.25);
  });
});

describe('a silence rule', () => {
  const rule = givenRule('silence', 'company-silent');
  const every = (days: number, times: number) => Array.from({ length: times }, (_, i) => i * days * DAY);

  it('fires after a silence that the rhythm makes very unlikely, and ends with the first fact', () => {
    const days = every(7, 12);
    const last = days.at(-1) as number;
    // 12 days in 78: (78 / (78 + g))^12 falls below 0.001 at g = 60.7.
    expect(judgeSilence(rule, days, last + 60 * DAY).says).toBe('between');
    expect(judgeSilence(rule, days, last + 63 * DAY)).toEqual({
      says: 'breach',
      because: 'silent for 62 days, after 12 days with "answered" in 78',
    });
    expect(judgeSilence(rule, [...days, last + 62 * DAY], last + 63 * DAY).says).toBe('clear');
  });

  it('never calls a short silence one, however busy the segment was', () => {
    const days = every(1, 90);
    expect(judgeSilence(rule, days, (days.at(-1) as number) + 10 * DAY).says).toBe('between');
    expect(judgeSilence(rule, days, (days.at(-1) as number) + 15 * DAY).says).toBe('breach');
  });

  it('knows nothing of who was never heard of, or seldom', () => {
    expect(judgeSilence(rule, [], 1_000 * DAY).says).toBe('unknown');
    expect(judgeSilence(rule, every(7, 7), 1_000 * DAY).says).toBe('unknown');
  });
});
