import { beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '#core/time';
import type { OutgoingEvent } from '../delivery/outgoing-event.ts';
import { deskEvents } from './desk-events.ts';
import { weekdayOf } from './rhythm.ts';

const UNTIL = Date.parse('2026-11-20T12:00:00Z');
const desk = { seed: 7, from: UNTIL - 56 * DAY, until: UNTIL };

let events: OutgoingEvent[];
beforeAll(() => {
  events = [...deskEvents(desk)].map(({ event }) => event);
});

const ofState = (state: string) => events.filter(({ data }) => data['state'] === state);
const ofType = (type: string) => events.filter((event) => event.type === type);

interface Response {
  readonly revision: number;
  readonly comment?: string;
  readonly answers: readonly { readonly scale: string; readonly score: number }[];
  readonly about: { readonly ticketId: string };
}

const responses = () => ofType('survey.answered.v1').map(({ data }) => data as unknown as Response);
const scores = (list: readonly Response[], scale: string) =>
  list.flatMap(({ answers }) => answers.filter((answer) => answer.scale === scale).map(({ score }) => score));
const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe('eight weeks of a desk', () => {
  it('know every state that a ticket can have, and every kind of survey event', () => {
    const states = new Set(events.map(({ data }) => data['state']));
    for (const state of [
      'opened',
      'assigned',
      'responded',
      'pending',
      'resumed',
      'escalated',
      'resolved',
      'reopened',
      'closed',
      'cancelled',
      'merged',
    ]) {
      expect(states).toContain(state);
    }
    for (const type of ['survey.sent.v1', 'survey.answered.v1', 'survey.declined.v1', 'survey.withdrawn.v1']) {
      expect(ofType(type).length).toBeGreaterThan(0);
    }
    expect(
      responses()
        .filter(({ revision }) => revision === 1)
        .every(({ comment }) => comment !== undefined),
    ).toBe(true);
    expect(responses().some(({ revision }) => revision === 1)).toBe(true);
  });

  it('are busy in the week and quiet on its end', () => {
    const opened = Array.from({ length: 7 }, () => 0);
    for (const { time } of ofState('opened'))
      opened[weekdayOf(Date.parse(time))] = (opened[weekdayOf(Date.parse(time))] ?? 0) + 1;
    const [sunday = 0, monday = 0, tuesday = 0] = opened;
    expect(sunday * 4).toBeLessThan(tuesday);
    expect(monday).toBeGreaterThan(tuesday);
    expect(mean(opened)).toBeGreaterThan((240 * 56) / 7 / 1.3);
    expect(mean(opened)).toBeLessThan(((240 * 56) / 7) * 1.5);
  });

  it('keep most service levels, but not all', () => {
    const met = ofState('closed').map(({ data }) => Number((data['sla'] as { met: boolean }).met));
    expect(mean(met)).toBeGreaterThan(0.65);
    expect(mean(met)).toBeLessThan(0.95);
  });

  it('are answered by some, on three scales, with scores that are neither all good nor all bad', () => {
    const share = ofType('survey.answered.v1').length / ofType('survey.sent.v1').length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.6);
    const recommend = scores(responses(), 'nps-0-10');
    const nps = 100 * mean(recommend.map((score) => (score >= 9 ? 1 : score <= 6 ? -1 : 0)));
    expect(nps).toBeGreaterThan(5);
    expect(nps).toBeLessThan(60);
    expect(new Set(scores(responses(), 'csat-1-5'))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(scores(responses(), 'ces-ease-1-7').length).toBeGreaterThan(100);
  });

  it('are liked less where a ticket was reopened or late', () => {
    const troubled = new Set(
      ofState('closed')
        .filter(
          ({ data }) => !(data['sla'] as { met: boolean }).met || (data['counts'] as { reopens: number }).reopens > 0,
        )
        .map(({ data }) => data['ticketId']),
    );
    const [bad, good] = [true, false].map((wanted) =>
      mean(
        scores(
          responses().filter(({ about }) => troubled.has(about.ticketId) === wanted),
          'csat-1-5',
        ),
      ),
    );
    expect(bad).toBeLessThan((good ?? 0) - 0.5);
  });

  it('have bad patches: a day on which one service has many times its usual tickets', () => {
    const perDay = new Map<string, number>();
    for (const { time, data } of ofState('opened')) {
      const key = `${(data['attributes'] as { service: string }).service} ${time.slice(0, 10)}`;
      perDay.set(key, (perDay.get(key) ?? 0) + 1);
    }
    const vpn = [...perDay].filter(([key]) => key.startsWith('Mail')).map(([, count]) => count);
    const usual = vpn.toSorted((a, b) => a - b)[Math.floor(vpn.length / 2)] ?? 0;
    expect(Math.max(...[...perDay].map(([, count]) => count))).toBeGreaterThan(2 * usual);
  });

  it('come twice and late only when asked to', () => {
    const week = { ...desk, from: UNTIL - 7 * DAY };
    const shape = (options: object) => {
      const list = [...deskEvents({ ...week, ...options })];
      const late = list.filter(({ event }) => Date.parse(event.recordedtime ?? '') - Date.parse(event.time) > 60_000);
      return {
        twice: list.length - new Set(list.map(({ event }) => event.id)).size,
        late: late.length,
        all: list.length,
      };
    };
    expect(shape({})).toMatchObject({ twice: 0, late: 0 });
    const troubled = shape({ duplicates: 0.1, late: 0.1 });
    expect(troubled.twice / troubled.all).toBeGreaterThan(0.05);
    expect(troubled.late / troubled.all).toBeGreaterThan(0.05);
  });
});
