import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, parseInstant } from '#core/time';
import type { AlertNotice } from './notice.ts';
import { advancePager } from './pager.ts';
import { NOTHING_TOLD } from './pager-state.ts';
import type { PagingPolicy, QuietHours } from './paging-policy.ts';
import { isQuiet, quietUntil } from './quiet-hours.ts';
import { groupOf, routesOf } from './routing.ts';
import { mutedBy } from './inhibition.ts';

const at = (text: string) => parseInstant(text) as number;

const notice = (alertId: string, labels: AlertNotice['labels'], step = 1): AlertNotice => ({
  alertId,
  step,
  state: step % 2 === 1 ? 'firing' : 'resolved',
  severity: 'critical',
  at: 0,
  labels,
  summary: '',
});

const nights: QuietHours = {
  zone: 'Europe/Paris',
  spans: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: 22 * 60, to: 7 * 60 },
    { days: ['sat', 'sun'], from: 0, to: 24 * 60 },
  ],
  except: [],
};

describe('quiet hours', () => {
  it.each([
    // Paris is one hour ahead in November, two in July.
    ['2026-11-20T20:59:00Z', false],
    ['2026-11-20T21:00:00Z', true],
    ['2026-11-23T05:59:00Z', true],
    ['2026-11-23T06:00:00Z', false],
    ['2026-07-22T20:30:00Z', true],
    ['2026-11-21T12:00:00Z', true],
  ])('at %s: %s', (text, quiet) => {
    expect(isQuiet(nights, at(text))).toBe(quiet);
    expect(quietUntil(nights, at(text)) === undefined).toBe(!quiet);
  });

  it('end when all spans in a row are over', () => {
    expect(quietUntil(nights, at('2026-11-20T22:10:30Z'))).toBe(at('2026-11-23T06:00:00Z'));
  });

  it('end by the clock on the wall, on the days when it is changed', () => {
    const weekday = { ...nights, spans: [nights.spans[0] as QuietHours['spans'][number]] };
    expect(quietUntil(weekday, at('2026-03-28T23:00:00Z'))).toBe(at('2026-03-29T05:00:00Z'));
    expect(quietUntil(weekday, at('2026-10-24T23:00:00Z'))).toBe(at('2026-10-25T06:00:00Z'));
  });

  it('that never end are given up after eight days', () => {
    const always = { ...nights, spans: [{ days: nights.spans[0]?.days ?? [], from: 0, to: 24 * 60 }] };
    expect(quietUntil(always, 0)).toBe(8 * 24 * HOUR);
  });
});

describe('routes', () => {
  const to = (receiver: string, match: Record<string, string[]>, goOn?: true) => ({
    match,
    receiver,
    groupBy: ['team', 'rule'],
    groupFor: 0,
    ...(goOn === undefined ? {} : { goOn }),
  });
  const policy: PagingPolicy = {
    receivers: [],
    inhibitions: [],
    routes: [
      to('audit', {}, true),
      to('pager', { severity: ['critical'], team: ['desk-1', 'desk-2'] }),
      to('audit', { severity: ['critical'] }),
      to('chat', {}),
    ],
  };

  it.each([
    [{ severity: 'critical', team: 'desk-1' }, ['audit', 'pager']],
    [{ severity: 'critical', team: 'desk-9' }, ['audit']],
    [{ severity: 'warning' }, ['audit', 'chat']],
  ])('of %j lead to %j', (labels, receivers) => {
    expect(routesOf(policy, labels as never).map(({ receiver }) => receiver)).toEqual(receivers);
  });

  it('group by the values of labels', () => {
    const [route] = policy.routes as [PagingPolicy['routes'][number]];
    expect(groupOf(route, { team: 'a', rule: 'b' })).not.toBe(groupOf(route, { team: 'b', rule: 'a' }));
    expect(groupOf(route, { rule: 'b' })).toBe(groupOf(route, { rule: 'b', channel: 'email' }));
  });
});

describe('inhibition', () => {
  const rules = [{ source: { rule: ['outage'] }, target: { rule: ['detractor'] }, equal: ['service'] }];
  const outage = notice('o', { rule: 'outage', service: 'mail' });

  it('mutes by an alert that fires and shares the labels', () => {
    expect(mutedBy(rules, notice('d', { rule: 'detractor', service: 'mail' }), [outage])).toBe(outage);
    expect(mutedBy(rules, notice('d', { rule: 'detractor', service: 'web' }), [outage])).toBeUndefined();
    expect(mutedBy(rules, notice('d', { rule: 'sla-low', service: 'mail' }), [outage])).toBeUndefined();
    expect(
      mutedBy(rules, notice('d', { rule: 'detractor', service: 'mail' }), [{ ...outage, state: 'resolved' }]),
    ).toBeUndefined();
  });

  it('does not take two missing labels for the same value, nor an alert for its own source', () => {
    expect(mutedBy(rules, notice('d', { rule: 'detractor' }), [notice('o', { rule: 'outage' })])).toBeUndefined();
    const selfish = [{ source: {}, target: {}, equal: ['rule'] }];
    expect(mutedBy(selfish, outage, [outage])).toBeUndefined();
  });
});

describe('the pager', () => {
  const policy: PagingPolicy = {
    receivers: [{ name: 'pager', mostPages: 10, per: HOUR, digestEvery: HOUR }],
    routes: [{ match: {}, receiver: 'pager', groupBy: ['rule'], groupFor: 5 * MINUTE }],
    inhibitions: [],
  };

  it('pages for the first of a group at once, and for all that follow in one page', () => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => notice(`d-${from + i}`, { rule: 'detractor' }));
    const first = advancePager(NOTHING_TOLD, policy, many(0, 1), 1_000);
    expect(first.deliveries).toMatchObject([{ id: 'page/pager/1', kind: 'page', alerts: [{ alertId: 'd-0' }] }]);
    const storm = advancePager(first.state, policy, many(1, 500), 2_000);
    expect(storm.deliveries).toEqual([]);
    const later = advancePager(storm.state, policy, [], 1_000 + 5 * MINUTE);
    expect(later.deliveries).toHaveLength(1);
    expect(later.deliveries[0]?.alerts).toHaveLength(499);
  });

  it('owes nothing to a receiver that is gone', () => {
    const told = advancePager(NOTHING_TOLD, policy, [notice('a', { rule: 'r' }), notice('b', { rule: 'r' })], 0);
    const gone = advancePager(told.state, { ...policy, receivers: [], routes: [] }, [notice('a', { rule: 'r' }, 2)], 1);
    expect(gone).toMatchObject({ deliveries: [], state: { errands: [] } });
  });

  it('does not hear a notice twice', () => {
    const first = advancePager(NOTHING_TOLD, policy, [notice('a', { rule: 'r' })], 0);
    expect(advancePager(first.state, policy, [notice('a', { rule: 'r' })], HOUR).deliveries).toEqual([]);
  });
});
