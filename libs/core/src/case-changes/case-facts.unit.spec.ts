import { describe, expect, it } from 'vitest';
import type { Fact } from '#core/facts';
import { DAY, HOUR } from '#core/time';
import type { CaseChangedEvent, CaseStanding } from './case-changed.ts';
import { caseFacts } from './case-facts.ts';

const attributes = { team: 'desk-1' };

function changed(
  version: number,
  changes: Partial<CaseStanding>,
  id = `case-changed/c-1/${version}`,
): CaseChangedEvent {
  const nothing = { acknowledgedAt: undefined, contactedAt: undefined, resolvedAt: undefined, recoveredAt: undefined };
  const standing = { version, at: HOUR, state: 'open', openedAt: HOUR, ...nothing, attributes, ...changes } as const;
  return { source: '/barometer/alerter', id, knownAt: standing.at, data: standing };
}

const opened = changed(1, {});
const called = changed(2, { at: 4 * HOUR, state: 'contacted', acknowledgedAt: 2 * HOUR, contactedAt: 4 * HOUR });
const content = changed(3, { ...called.data, version: 3, at: DAY, state: 'recovered', recoveredAt: DAY });
const lines = (facts: readonly Fact[]) => facts.map(({ kind, at, measures }) => [kind, at / HOUR, ...measures]);

describe('the facts of a case', () => {
  it('measure every step from the opening', () => {
    expect(caseFacts([opened, called])).toEqual([
      { kind: 'case-opened', at: HOUR, attributes, measures: [0] },
      { kind: 'case-acknowledged', at: 2 * HOUR, attributes, measures: [HOUR] },
      { kind: 'case-contacted', at: 4 * HOUR, attributes, measures: [3 * HOUR] },
      { kind: 'case-work-entered', at: HOUR, attributes, measures: [] },
    ]);
  });

  it('tell at the opening whether the customer was won back, and end the work then', () => {
    expect(lines(caseFacts([opened, called, content]))).toEqual([
      ['case-opened', 1, 1],
      ['case-acknowledged', 2, HOUR],
      ['case-contacted', 4, 3 * HOUR],
      ['case-recovered', 24, 23 * HOUR],
      ['case-work-entered', 1],
      ['case-work-left', 24],
    ]);
  });

  it('are of the highest version, whatever came last, and begin a spell of work with each reopening', () => {
    const again = changed(4, { ...called.data, version: 4, at: 2 * DAY });
    expect(lines(caseFacts([again, content, called, opened]))).toEqual([
      ['case-opened', 1, 0],
      ['case-acknowledged', 2, HOUR],
      ['case-contacted', 4, 3 * HOUR],
      ['case-work-entered', 1],
      ['case-work-left', 24],
      ['case-work-entered', 48],
    ]);
  });

  it('are none for a case that was withdrawn, or of which nothing is known', () => {
    expect(caseFacts([opened, changed(2, { state: 'withdrawn', at: 2 * HOUR })])).toEqual([]);
    expect(caseFacts([])).toEqual([]);
  });

  it('know no time below nothing, when clocks differ', () => {
    const hasty = changed(2, { at: 0, state: 'resolved', acknowledgedAt: 0, resolvedAt: 0 });
    expect(lines(caseFacts([opened, hasty]))).toEqual([
      ['case-opened', 1, 0],
      ['case-acknowledged', 0, 0],
      ['case-resolved', 0, 0],
    ]);
  });
});
