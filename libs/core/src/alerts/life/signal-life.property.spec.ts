import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../judges/verdict.ts';
import { isGraver } from '../rules/rule-head.ts';
import { lifeBefore, liveSince, settleLives, type Lives } from './lives.ts';
import { followSignal, type SignalAlert } from './signal-alert.ts';
import { liveOn, unborn, type Look, type Patience, type SignalLife } from './signal-life.ts';

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

/** Goes back to the first of some instants, and looks at it and at all later ones again, as known now. */
function lookAgain(rule: Patience, lives: Lives, known: ReadonlyMap<number, Look>, from: number): Lives {
  const again = [...known.values()].filter(({ at }) => at >= from).sort((a, b) => a.at - b.at);
  let life = lifeBefore(rule, lives, from);
  return again.reduce((so, each) => {
    life = liveOn(rule, life, each);
    return liveSince(so, { since: each.at, life });
  }, lives);
}

/** Hears looks one by one, and tells what must be told after each. */
function follow(rule: Patience, order: readonly Look[]) {
  const known = new Map<number, Look>();
  let lives: Lives = [];
  let told: SignalAlert | undefined;
  const steps: SignalAlert[] = [];
  order.forEach((each, i) => {
    if ((known.get(each.at)?.revision ?? -1) >= each.revision) return;
    known.set(each.at, each);
    lives = lookAgain(rule, lives, known, each.at);
    for (const next of followSignal(identity, told, lifeBefore(rule, lives, Infinity), 100 + i))
      steps.push((told = next));
  });
  return { known, lives, told, steps, life: lifeBefore(rule, lives, Infinity) };
}

/** The judge's last sentence is kept with the changes of a life only. */
function withoutSentence(life: SignalLife) {
  const { because: _, ...rest } = life;
  return rest;
}

describe('the life of a signal', () => {
  it('is the same after any order and any repetition of the same looks and corrections', () => {
    fc.assert(
      fc.property(arrivals, ({ looks, order, rule }) => {
        const [one, other] = [follow(rule, looks), follow(rule, order)];
        expect(withoutSentence(other.life)).toEqual(withoutSentence(one.life));
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

  it('is what all looks together say, the last revision of each, in the order of their instants', () => {
    fc.assert(
      fc.property(arrivals, ({ order, rule }) => {
        const { known, life } = follow(rule, order);
        const all = [...known.values()].sort((a, b) => a.at - b.at);
        const wanted = all.reduce((so, each) => liveOn(rule, so, each), unborn(rule));
        expect(withoutSentence(life)).toEqual(withoutSentence(wanted));
      }),
      { numRuns: 3_000 },
    );
  });

  it('can be gone back in as far as it was not settled', () => {
    fc.assert(
      fc.property(history, patience, fc.nat(10), fc.nat(10), (looks, rule, before, from) => {
        const { lives, known } = follow(rule, looks);
        const settled = settleLives(lives, before);
        const later = Math.max(before, from);
        expect(settled.length).toBeLessThanOrEqual(lives.length);
        expect(lifeBefore(rule, settled, later)).toEqual(lifeBefore(rule, lives, later));
        expect(lookAgain(rule, settled, known, later).at(-1)).toEqual(lookAgain(rule, lives, known, later).at(-1));
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
