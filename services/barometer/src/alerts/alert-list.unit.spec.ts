import { describe, expect, it } from 'vitest';
import type { WouldFire } from '#core/alerts';
import { HOUR } from '#core/time';
import { alertList } from './alert-list.ts';
import { reportOf } from './command.ts';

const alert = (changes: Partial<WouldFire>): WouldFire => ({
  alertId: 'a',
  rule: 'sla-low',
  severity: 'warning',
  segment: {},
  firedAt: 0,
  summary: 'The SLA is low',
  ...changes,
});

describe('the list of alerts', () => {
  it('puts those of one rule that fired together into one line', () => {
    const teams = Array.from({ length: 7 }, (_, i) =>
      alert({
        segment: { team: `t-${i}` },
        firedAt: i * HOUR,
        endedAt: 9 * HOUR,
        severity: i === 3 ? 'critical' : 'info',
      }),
    );
    expect(alertList(teams)).toEqual([
      {
        firedAt: 0,
        endedAt: 9 * HOUR,
        severity: 'critical',
        text: '7 of "sla-low": team t-0; team t-1; team t-2; team t-3; team t-4, …',
      },
    ]);
  });

  it('keeps apart what is of another rule, another kind of segment, or another time', () => {
    const list = alertList([
      alert({}),
      alert({ segment: { team: 't' } }),
      alert({ rule: 'csat-low' }),
      alert({ firedAt: 2 * HOUR, summary: 'again' }),
    ]);
    expect(list.map(({ text }) => text)).toEqual(['The SLA is low', 'The SLA is low', 'The SLA is low', 'again']);
  });

  it('still fires as long as one of its alerts does', () => {
    const [line] = alertList([alert({ endedAt: HOUR }), alert({ firedAt: 1 })]);
    expect(line?.endedAt).toBeUndefined();
    expect(line?.text).toBe('2 of "sla-low"');
  });
});

describe('the report of a dry run', () => {
  it('says how much there was, and how many messages', () => {
    const page = { id: 'page/default/1', kind: 'page' as const, receiver: 'default', group: '', at: 0, alerts: [] };
    const report = reportOf({ fired: [alert({})], deliveries: [page], events: 3, unreadable: 1 });
    expect(report).toContain('1970-01-01 00:00 │ still fires');
    expect(report).toContain('1 alerts in 1 lines, from 3 events (1 that intake would refuse).');
    expect(report).toContain('1 pages, 0 updates and 0 digests');
  });

  it('says so when there was nothing', () => {
    expect(reportOf({ fired: [], deliveries: [], events: 3, unreadable: 0 })).toMatch(/^Nothing would have fired/);
  });
});
