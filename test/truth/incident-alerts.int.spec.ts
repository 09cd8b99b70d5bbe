import { beforeAll, expect, it } from 'vitest';
import { loadAlertRules, type WouldFire } from '#core/alerts';
import { loadCatalogue } from '#core/kpis';
import { HOUR, parseInstant } from '#core/time';
import { alertList } from '../../services/barometer/src/alerts/alert-list.ts';
import { reportOf } from '../../services/barometer/src/alerts/command.ts';
import { dryRun, type DryRunResult } from '../../services/barometer/src/alerts/dry-run.ts';
import { describeTruth, sharedData } from './shared-data.ts';

describeTruth('the shipped rules on March 2016 of a real incident log', () => {
  let result: DryRunResult;

  beforeAll(async () => {
    const request = {
      mapping: 'servicenow-incident-log',
      files: [sharedData('incident-log', 'incident_event_log_until_2016-03-31.csv.gz')],
      parameters: new Map<string, string>(),
      rules: loadAlertRules(),
      catalogue: loadCatalogue(),
      from: Date.UTC(2016, 2, 1),
      to: Date.UTC(2016, 3, 1),
    };
    result = await dryRun(request, Date.now(), new AbortController().signal);
  }, 120_000);

  const of = (rule: string): WouldFire[] => result.fired.filter((each) => each.rule === rule);
  const at = (text: string) => parseInstant(`2016-03-${text}:00Z`) as number;

  it('hear every row', () => {
    expect([result.events, result.unreadable]).toEqual([50_316, 0]);
  });

  it('find the bulk closing of the 24th within the hour, and no other', () => {
    // It begins at 18:40: some three thousand tickets are closed in nine of the next twenty-three minutes.
    const spikes = of('closing-spike').map(({ firedAt }) => firedAt);
    expect(spikes).toHaveLength(1);
    expect(spikes[0]).toBeGreaterThan(at('24T18:00'));
    expect(spikes[0]).toBeLessThanOrEqual(at('24T18:00') + 2 * HOUR);
  });

  it('find the collapse of the SLA days before, and say so once for the whole desk', () => {
    const desk = of('sla-low').filter(({ segment }) => Object.keys(segment).length === 0);
    expect(desk).toHaveLength(1);
    expect(desk[0]).toMatchObject({ severity: 'critical' });
    expect(desk[0]?.firedAt).toBeLessThan(at('19T00:00'));
    expect(desk[0]?.endedAt).toBeUndefined();
    expect(of('sla-drop').at(0)?.firedAt).toBeLessThan(at('18T00:00'));
    expect(of('sla-budget').some(({ severity, firedAt }) => severity === 'critical' && firedAt < at('24T20:00'))).toBe(
      true,
    );
  });

  it('make a list that is short enough to read, and few pages', () => {
    expect(reportOf(result)).toContain('55 alerts in 21 lines, from 50316 events.');
    expect(alertList(result.fired).length).toBeLessThanOrEqual(30);
    expect(result.deliveries.filter(({ kind }) => kind === 'page').length).toBeLessThanOrEqual(31);
  });
});
