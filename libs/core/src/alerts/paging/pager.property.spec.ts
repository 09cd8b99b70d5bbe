import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '#core/time';
import type { AlertNotice, AlertState } from './notice.ts';
import { advancePager, pagerWakesAt } from './pager.ts';
import { NOTHING_TOLD, type Delivery, type PagerState } from './pager-state.ts';
import type { PagingPolicy } from './paging-policy.ts';

const policy: PagingPolicy = {
  receivers: [
    { name: 'pager', mostPages: 2, per: 60, digestEvery: 90 },
    { name: 'chat', mostPages: 100, per: 60, digestEvery: 30 },
  ],
  routes: [
    { match: { severity: ['critical'] }, receiver: 'pager', groupBy: ['team'], groupFor: 10, goOn: true },
    {
      match: {},
      receiver: 'chat',
      groupBy: [],
      groupFor: 5,
      // The first twenty minutes of 1970 are long in this test: an instant is a minute here.
      quietHours: { zone: 'UTC', spans: [{ days: ['thu'], from: 3, to: 4 }], except: ['critical'] },
    },
  ],
  inhibitions: [{ source: { rule: ['outage'] }, target: { rule: ['detractor'] }, equal: ['service'] }],
};

interface Heard {
  readonly at: number;
  readonly notice: AlertNotice;
}

/** Lives of a few alerts, interleaved: each fires, ends, fires again. */
const story: fc.Arbitrary<Heard[]> = fc
  .array(
    fc.record({
      alert: fc.nat(7),
      wait: fc.constantFrom(0, 0, 1, 4, 20, 70).map((minutes) => minutes * (MINUTE / 20)),
      end: fc.constantFrom<AlertState>('resolved', 'withdrawn'),
    }),
    { maxLength: 40 },
  )
  .map((beats) => {
    const steps = new Map<number, number>();
    let at = 0;
    return beats.map(({ alert, wait, end }): Heard => {
      at += wait;
      const step = (steps.get(alert) ?? 0) + 1;
      steps.set(alert, step);
      const severity = alert % 2 === 0 ? 'critical' : 'warning';
      const rule = alert === 0 ? 'outage' : 'detractor';
      const labels = { rule, severity, service: alert < 4 ? 'mail' : 'web', team: `desk-${alert % 3}` };
      const state = step % 2 === 1 ? 'firing' : end;
      return { at, notice: { alertId: `a-${alert}`, step, state, severity, at, labels, summary: '' } };
    });
  });

/** Plays a story on a clock that also wakes the pager when it asks to be, and on until nothing waits. */
function play(heard: readonly Heard[], by = policy) {
  let state: PagerState = NOTHING_TOLD;
  const deliveries: Delivery[] = [];
  const advance = (at: number, notices: readonly AlertNotice[]) => {
    // Through text and back: a store must lose nothing.
    const next = advancePager(JSON.parse(JSON.stringify(state)) as PagerState, by, notices, at);
    state = next.state;
    deliveries.push(...next.deliveries);
  };
  const wakeUntil = (until: number) => {
    for (let wake = pagerWakesAt(state); wake !== undefined && wake < until; wake = pagerWakesAt(state)) {
      advance(wake, []);
    }
  };
  for (const { at, notice } of heard) {
    wakeUntil(at);
    advance(at, [notice]);
  }
  wakeUntil(Infinity);
  return { state, deliveries };
}

const stateAt = (heard: readonly Heard[], alertId: string, at: number) =>
  heard.filter((each) => each.notice.alertId === alertId && each.at <= at).at(-1)?.notice;

/** The fast clock: limits of the policy in twentieths of a minute, so that a story crosses the quiet minute. */
const fast: PagingPolicy = {
  ...policy,
  receivers: policy.receivers.map((each) => ({
    ...each,
    per: each.per * (MINUTE / 20),
    digestEvery: each.digestEvery * (MINUTE / 20),
  })),
  routes: policy.routes.map((route) => ({ ...route, groupFor: route.groupFor * (MINUTE / 20) })),
};

const holds = (check: (heard: Heard[], played: ReturnType<typeof play>) => void) =>
  fc.assert(
    fc.property(story, (heard) => check(heard, play(heard, fast))),
    { numRuns: 1_500 },
  );

describe('the pager', () => {
  it('never pages for an alert that does not fire at that instant', () => {
    holds((heard, { deliveries }) => {
      for (const { at, alerts } of deliveries.filter(({ kind }) => kind === 'page')) {
        for (const { alertId, step, state } of alerts) {
          expect(state).toBe('firing');
          // Another notice may follow at the very same instant, but this one had been heard.
          const told = heard.filter((each) => each.notice.alertId === alertId && each.at <= at);
          expect(told.map(({ notice }) => notice.step)).toContain(step);
          const before = heard.filter((each) => each.notice.alertId === alertId && each.at < at).at(-1)?.notice;
          expect(step).toBeGreaterThanOrEqual(before?.step ?? 0);
        }
      }
    });
  });

  it('never exceeds a receiver’s limit, in any span', () => {
    holds((_, { deliveries }) => {
      for (const { name, mostPages, per } of fast.receivers) {
        const pages = deliveries.filter(({ kind, receiver }) => kind === 'page' && receiver === name);
        for (const { at } of pages) {
          const within = pages.filter((page) => page.at > at - per && page.at <= at);
          expect(within.length).toBeLessThanOrEqual(mostPages);
        }
      }
    });
  });

  it('loses nothing: what has fired is paged or in a digest, for every receiver that it is routed to', () => {
    holds((heard, { deliveries, state }) => {
      for (const { notice, at } of heard.filter((each) => each.notice.state === 'firing')) {
        const receivers = notice.severity === 'critical' ? ['pager', 'chat'] : ['chat'];
        for (const receiver of receivers) {
          const told = deliveries.filter(
            (each) =>
              each.receiver === receiver &&
              each.at >= at &&
              each.kind !== 'update' &&
              each.alerts.some(({ alertId, step }) => alertId === notice.alertId && step >= notice.step),
          );
          expect(told.length).toBeGreaterThan(0);
        }
      }
      expect(state.errands.every(({ fate }) => fate === 'paged')).toBe(true);
    });
  });

  it('tells whoever was paged that it is over, once for each page', () => {
    holds((heard, { deliveries }) => {
      for (const { name } of fast.receivers) {
        for (const alertId of new Set(heard.map(({ notice }) => notice.alertId))) {
          const about = deliveries
            .filter(
              ({ receiver, kind, alerts }) =>
                receiver === name && kind !== 'digest' && alerts.some((each) => each.alertId === alertId),
            )
            .map(({ kind }) => kind);
          about.forEach((kind, i) => {
            if (kind === 'update') expect(about[i - 1]).toBe('page');
          });
          const over = stateAt(heard, alertId, Infinity)?.state !== 'firing';
          if (over && about.length > 0) expect(about.at(-1)).toBe('update');
        }
      }
    });
  });

  it('mutes the pages of an outage’s detractors while it fires', () => {
    holds((heard, { deliveries }) => {
      for (const { at, alerts } of deliveries.filter(({ kind }) => kind === 'page')) {
        const muted = alerts.filter(({ alertId }) => ['a-1', 'a-2', 'a-3'].includes(alertId));
        const outage = heard.filter((each) => each.notice.alertId === 'a-0' && each.at < at).at(-1)?.notice;
        const sameInstant = heard.some((each) => each.notice.alertId === 'a-0' && each.at === at);
        if (outage?.state === 'firing' && !sameInstant) expect(muted).toEqual([]);
      }
    });
  });

  it('gives every delivery an id of its own, and repeats itself exactly', () => {
    holds((heard, { deliveries }) => {
      expect(new Set(deliveries.map(({ id }) => id)).size).toBe(deliveries.length);
      expect(play(heard, fast).deliveries).toEqual(deliveries);
    });
  });
});
