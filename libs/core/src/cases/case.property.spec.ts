import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '#core/time';
import { applyToCase, caseOf, isClosed, type Case } from './case.ts';
import { decideCase, type CaseCommand } from './case-command.ts';
import { caseWakesAt, followAlert, followAnswer, followClock, followWithdrawal } from './case-course.ts';
import type { CaseEvent } from './case-event.ts';
import { loadCasePolicy } from './load-case-policy.ts';

const policy = loadCasePolicy();

type Beat = (known: Case | undefined, at: number) => readonly CaseEvent[];

const grounds = (alertId: string, at: number) => ({
  alertId,
  severity: 'critical' as const,
  segment: {},
  at,
  subject: 's-1',
});

const command: fc.Arbitrary<CaseCommand> = fc.oneof(
  fc.constantFrom<CaseCommand>(
    { command: 'acknowledge' },
    { command: 'contact' },
    { command: 'resolve' },
    { command: 'reopen' },
  ),
  fc.constant<CaseCommand>({ command: 'assign', owner: 'kim' }),
  fc.nat(20 * DAY).map((until): CaseCommand => ({ command: 'snooze', until })),
);

const beat: fc.Arbitrary<Beat> = fc.oneof(
  fc.constantFrom('a-1', 'a-2').map(
    (id): Beat =>
      (known, at) =>
        known !== undefined && isClosed(known) && ![...known.alertIds, ...known.withdrawnAlertIds].includes(id)
          ? []
          : followAlert(known, grounds(id, at), policy, 'c-1'),
  ),
  fc.constantFrom('a-1', 'a-2').map(
    (id): Beat =>
      (known, at) =>
        known === undefined ? [] : followWithdrawal(known, id, at),
  ),
  fc.boolean().map(
    (good): Beat =>
      (known, at) =>
        known === undefined ? [] : followAnswer(known, { responseId: 'r-1', answeredAt: at, good }, at, policy),
  ),
  fc.constant<Beat>((known, at) => (known === undefined ? [] : followClock(known, at, policy))),
  command.map((asked): Beat => (known, at) => {
    const answer = known === undefined ? undefined : decideCase(known, asked, { by: 'jo', at }, policy);
    return answer?.ok === true ? answer.events : [];
  }),
);

const play = (beats: readonly Beat[], check: (known: Case, at: number) => void) => {
  const events: CaseEvent[] = [];
  let known: Case | undefined;
  beats.forEach((next, i) => {
    const at = i * (DAY / 2);
    for (const event of next(known, at)) {
      events.push(event);
      known = applyToCase(known, event);
    }
    if (known !== undefined) check(known, at);
  });
  return { events, known };
};

const beats = fc.array(beat, { maxLength: 30 });

describe('a case, whatever happens to it', () => {
  it('is what its timeline says, at a version that counts its events', () => {
    fc.assert(
      fc.property(beats, (all) => {
        const { events, known } = play(all, () => undefined);
        expect(caseOf(events)).toEqual(known);
        expect(known?.version ?? 0).toBe(events.length);
      }),
    );
  });

  it('waits for the clock or for nothing, and settles when the clock has spoken', () => {
    fc.assert(
      fc.property(beats, (all) => {
        play(all, (known) => {
          const wake = caseWakesAt(known);
          if (wake === undefined) {
            expect(followClock(known, Number.MAX_SAFE_INTEGER, policy)).toEqual([]);
            return;
          }
          expect(followClock(known, wake - 1, policy)).toEqual([]);
          const woken = followClock(known, wake, policy).reduce(applyToCase, known);
          expect(woken.version).toBeGreaterThan(known.version);
          expect(caseWakesAt(woken) ?? Infinity).toBeGreaterThan(wake);
        });
      }),
    );
  });

  it('is never open without an alert, and closed cases are escalated to nobody', () => {
    fc.assert(
      fc.property(beats, (all) => {
        play(all, (known, at) => {
          if (known.state === 'open' || known.state === 'acknowledged')
            expect(known.alertIds.length).toBeGreaterThan(0);
          if (isClosed(known)) expect(followClock(known, at + 100 * DAY, policy)).toEqual([]);
        });
      }),
    );
  });
});
