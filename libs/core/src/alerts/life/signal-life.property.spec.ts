import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../judges/verdict.ts';
import { isGraver } from '../rules/rule-head.ts';
import { addLook, lifeOf, noLooks, settleLooks, type Looks } from './looks.ts';
import { followSignal, type SignalAlert } from './signal-alert.ts';
import type { Look, Patience } from './signal-life.ts';

const identity = {
  alertId: 'a-1',
  rule: { id: 'rule', title: 'Rule', kind: 'rate' as const },
  segment: { team: 'desk-1' },
};

const patience: fc.Arbitrary<Patience> = fc.record({
  severity: fc.constantFrom('warning', 'critical'),
  for: fc.constantFrom(0, 2),
  keepFor: fc.constantFrom(1, 3),
});

const verdict: fc.Arbitrary<Verdict> = fc
  .tuple(
    fc.constantFrom<Verdict['says']>('breach', 'breach', 'clear', 'between', 'unknown'),
    fc.constantFrom<readonly Partial<Verdict>[]>([], [{ severity: 'info' }], [{ severity: 'critical' }]),
  )
  .map(([says, [more]]) => ({ says, because: says, ...more }));

const look: fc.Arbitrary<Look> = fc.record({ at: fc.nat(9), revision: fc.nat(2), verdict });

/** Looks of which no two are the same revision of one instant. */
const history = fc.uniqueArray(look, { selector: ({ at, revision }) => `${at}/${revision}`, maxLength: 20 });

const arrivals = history.chain((looks) =>
  fc.record({
    looks: fc.constant(looks),
    order: fc
      .shuffledSubarray([...looks, ...looks], { minLength: looks.length })
      .filter((some) => new Set(some).size === looks.length),
    rule: patience,
  }),
);

/** Hears looks one by one, and tells what must be told after each. */
function follow(rule: Patience, order: readonly Look[]) {
  let looks: Looks = noLooks(rule);
  let told: SignalAlert | undefined;
  const steps: SignalAlert[] = [];
  order.forEach((each, i) => {
    looks = addLook(looks, each);
    for (const next of followSignal(identity, told, lifeOf(rule, looks), 100 + i)) steps.push((told = next));
  });
  return { looks, told, steps, life: lifeOf(rule, looks) };
}

describe('the life of a signal', () => {
  it('is the same after any order and any repetition of the same looks and corrections', () => {
    fc.assert(
      fc.property(arrivals, ({ looks, order, rule }) => {
        const [one, other] = [follow(rule, looks), follow(rule, order)];
        expect(other.life).toEqual(one.life);
        const open = (alert: SignalAlert | undefined) =>
          alert?.state === 'firing' || alert?.state === 'pending' ? alert.state : 'over';
        expect(open(other.told)).toBe(open(one.told));
        expect(open(one.told)).toBe(one.life.state === 'inactive' ? 'over' : one.life.state);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is told in steps without a gap, under one id, and each step is news', () => {
    fc.assert(
      fc.property(arrivals, ({ order, rule }) => {
        const { steps } = follow(rule, order);
        expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i + 1));
        steps.forEach((next, i) => {
          const before = steps[i - 1];
          if (next.state === before?.state) expect(isGraver(next.severity, before.severity)).toBe(true);
          if (next.state === 'withdrawn') expect(before?.state).toBe('firing');
          if (next.state === 'resolved') expect(['firing', 'pending']).toContain(before?.state);
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not change when looks are settled that nobody corrects any more', () => {
    fc.assert(
      fc.property(history, patience, fc.nat(10), (looks, rule, before) => {
        const all = looks.reduce(addLook, noLooks(rule));
        const settled = settleLooks(rule, all, before);
        expect(lifeOf(rule, settled)).toEqual(lifeOf(rule, all));
        expect(settleLooks(rule, settled, before - 1)).toBe(settled);
        const late = { at: before - 1, revision: 9, verdict: { says: 'breach', because: '' } } as const;
        expect(addLook(settled, late)).toBe(settled);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a signal alert', () => {
  const rule: Patience = { severity: 'warning', for: 2, keepFor: 3 };
  const looks = (...says: (Verdict['says'] | Verdict)[]): Look[] =>
    says.map((each, at) => ({
      at,
      revision: 0,
      verdict: typeof each === 'string' ? { says: each, because: each } : each,
    }));
  const states = (order: readonly Look[], by = rule) => follow(by, order).steps.map(({ state }) => state);

  it('is pending first, fires when it lasts, and is resolved when it is safely over', () => {
    expect(states(looks('breach', 'breach', 'breach', 'between', 'clear'))).toEqual(['pending', 'firing', 'resolved']);
  });

  it('that did not last never fires', () => {
    expect(states(looks('breach', 'between', 'breach', 'clear'))).toEqual([
      'pending',
      'resolved',
      'pending',
      'resolved',
    ]);
  });

  it('survives a gap in the numbers, but not for ever', () => {
    const fire = ['breach', 'breach', 'breach'] as const;
    expect(states(looks(...fire, 'unknown', 'unknown', 'unknown', 'breach'))).toEqual(['pending', 'firing']);
    expect(states(looks(...fire, 'unknown', 'unknown', 'unknown', 'unknown'))).toEqual([
      'pending',
      'firing',
      'resolved',
    ]);
  });

  it('is withdrawn when its grounds are corrected away, resolved when only its end is', () => {
    const fired = looks('breach', 'breach', 'breach');
    const corrected = { at: 2, revision: 1, verdict: { says: 'clear', because: 'corrected' } } as const;
    expect(states([...fired, corrected])).toEqual(['pending', 'firing', 'withdrawn']);
    const over = { at: 3, revision: 0, verdict: { says: 'clear', because: 'over' } } as const;
    expect(states([...fired, over])).toEqual(['pending', 'firing', 'resolved']);
  });

  it('is told again when it grows graver, not when it grows lighter', () => {
    const grave = { says: 'breach', severity: 'critical', because: 'grave' } as const;
    const light = { says: 'breach', severity: 'info', because: 'light' } as const;
    const { steps } = follow({ ...rule, for: 0 }, looks('breach', grave, light, grave));
    expect(steps.map(({ severity }) => severity)).toEqual(['warning', 'critical']);
  });

  it('says in a sentence what, where and why', () => {
    const { told } = follow({ ...rule, for: 0 }, looks('breach'));
    expect(told?.summary).toBe('Rule (team desk-1): breach');
  });
});
