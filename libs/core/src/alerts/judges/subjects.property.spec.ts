import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '#core/time';
import { givenRule } from '../rules/given-rules.fixture.ts';
import { judgeDue, type DueTicket } from './due.ts';
import { judgeRepeats, type BadResponse } from './repeat.ts';

describe('a repeat rule', () => {
  const rule = givenRule('repeat', 'second-bad-answer');
  const bad = (responseId: string, day: number, fresh = true): BadResponse => ({
    responseId,
    answeredAt: day * DAY,
    fresh,
  });

  it('finds every bad response that had another one in the thirty days before it', () => {
    expect(judgeRepeats(rule, [bad('a', 0), bad('b', 30), bad('c', 61), bad('d', 62)])).toEqual([
      { responseId: 'b', after: 'a' },
      { responseId: 'd', after: 'c' },
    ]);
  });

  it('lets an old response be the first, never the one that pages', () => {
    expect(judgeRepeats(rule, [bad('a', 0, false), bad('b', 1)])).toEqual([{ responseId: 'b', after: 'a' }]);
    expect(judgeRepeats(rule, [bad('a', 0), bad('b', 1, false)])).toEqual([]);
  });

  it('does not care in which order it hears of them, and is taken back with what it rests on', () => {
    const responses = fc.uniqueArray(
      fc.record({
        responseId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        answeredAt: fc.nat(80 * DAY),
        fresh: fc.boolean(),
      }),
      { selector: ({ responseId }) => responseId },
    );
    fc.assert(
      fc.property(
        responses.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(judgeRepeats(rule, shuffled)).toEqual(judgeRepeats(rule, all));
          for (const { responseId, after } of judgeRepeats(rule, all)) {
            const without = judgeRepeats(
              rule,
              all.filter((each) => each.responseId !== after),
            );
            expect(without).not.toContainEqual({ responseId, after });
          }
        },
      ),
    );
  });
});

describe('a due rule', () => {
  const rule = givenRule('due', 'sla-due');
  const ticket = (changes: Partial<DueTicket> = {}): DueTicket => ({
    ticketId: 'T-1',
    dueAt: 10 * HOUR,
    dueKnownAt: 0,
    ...changes,
  });

  it.each([
    ['waits for the due instant', ticket(), 9 * HOUR, { says: 'waiting', wakeAt: 10 * HOUR }],
    ['fires at it', ticket(), 10 * HOUR, { says: 'overdue', since: 10 * HOUR }],
    ['is met at it', ticket({ endedAt: 10 * HOUR }), 20 * HOUR, { says: 'met' }],
    [
      'is over once done',
      ticket({ endedAt: 11 * HOUR }),
      20 * HOUR,
      { says: 'missed', since: 10 * HOUR, endedAt: 11 * HOUR },
    ],
    ['still fires until then', ticket({ endedAt: 30 * HOUR }), 20 * HOUR, { says: 'overdue', since: 10 * HOUR }],
    ['fires when it is told late', ticket({ dueKnownAt: 12 * HOUR }), 13 * HOUR, { says: 'overdue', since: 12 * HOUR }],
    ['leaves old tickets of an import alone', ticket({ dueKnownAt: 40 * HOUR }), 41 * HOUR, { says: 'met' }],
    [
      'has nothing to say of one that was over when told',
      ticket({ dueKnownAt: 12 * HOUR, endedAt: 11 * HOUR }),
      13 * HOUR,
      { says: 'met' },
    ],
  ])('%s', (_, given, at, standing) => {
    expect(judgeDue(rule, given, at)).toEqual(standing);
  });

  it('never sleeps past the instant at which its verdict changes', () => {
    const any = fc.record({
      dueAt: fc.nat(20),
      dueKnownAt: fc.nat(20),
      endedAt: fc.option(fc.nat(30), { nil: undefined }),
    });
    fc.assert(
      fc.property(any, fc.nat(40), ({ endedAt, ...given }, at) => {
        const standing = judgeDue(rule, ticket({ ...given, ...(endedAt === undefined ? {} : { endedAt }) }), at);
        if (standing.says === 'waiting') {
          expect(standing.wakeAt).toBeGreaterThan(at);
          const woken = judgeDue(
            rule,
            ticket({ ...given, ...(endedAt === undefined ? {} : { endedAt }) }),
            standing.wakeAt,
          );
          expect(woken.says).not.toBe('waiting');
        }
      }),
    );
  });
});
