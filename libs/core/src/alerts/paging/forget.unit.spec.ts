import { describe, expect, it } from 'vitest';
import { DAY } from '#core/time';
import { loadAlertRules } from '../rules/load-rules.ts';
import { forgetOld } from './forget.ts';
import type { AlertNotice } from './notice.ts';
import { NOTHING_TOLD, type Errand, type PagerState } from './pager-state.ts';

const { paging } = loadAlertRules();

function notice(alertId: string, at: number, labels: AlertNotice['labels']): AlertNotice {
  return { alertId, step: 1, state: 'firing', severity: 'critical', at, labels, summary: '' };
}

function state(notices: readonly AlertNotice[], errands: readonly Partial<Errand>[]): PagerState {
  const whole = {
    receiver: 'default',
    group: 'g',
    alertId: '',
    since: 0,
    fate: 'paged',
    dueAt: 0,
    told: true,
  } as const;
  return {
    ...NOTHING_TOLD,
    alerts: Object.fromEntries(notices.map((each) => [each.alertId, each])),
    errands: errands.map((errand) => ({ ...whole, ...errand })),
  };
}

const kept = (given: PagerState, at: number) => Object.keys(forgetOld(given, paging, at, DAY).alerts);

describe('what the pager forgets', () => {
  const answer = notice('answer', 0, { rule: 'detractor', kind: 'answer' });
  const rate = notice('rate', 0, { rule: 'csat-low', kind: 'rate', cut: 'team' });
  const whole = notice('whole', 0, { rule: 'csat-low', kind: 'rate', cut: 'desk' });

  it('is an alert about an answer that somebody was paged for a day ago, not one about numbers', () => {
    const given = state([answer, rate], [{ alertId: 'answer' }, { alertId: 'rate' }]);
    expect(kept(given, DAY)).toEqual(['answer', 'rate']);
    expect(kept(given, DAY + 1)).toEqual(['rate']);
    expect(forgetOld(given, paging, DAY + 1, DAY).errands.map(({ alertId }) => alertId)).toEqual(['rate']);
  });

  it('is never what somebody still waits for', () => {
    const given = state([answer], [{ alertId: 'answer', fate: 'held', told: false }]);
    expect(kept(given, 9 * DAY)).toEqual(['answer']);
  });

  it('is what nobody waits for, unless it can mute others', () => {
    expect(kept(state([rate, whole], []), 1)).toEqual(['whole']);
  });
});
