import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findKpi, loadCatalogue, type KpiDefinition, type Reading } from '#core/kpis';
import { HOUR, parseInstant, parsePeriod } from '#core/time';
import { SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { PaneMerger, ReadingDesk } from '#services/reader';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';
import { startPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { importedEvents } from './imported-events.ts';
import { describeTruth, sharedData } from './shared-data.ts';

interface ExpectedWindow {
  readonly closed: number;
  readonly sla_met: number;
  readonly sla_pct: number;
  readonly mttr_hours: { readonly n: number; readonly mean: number; readonly p90_nearest: number };
  readonly open_to_close_hours: { readonly n: number; readonly mean: number; readonly p90_nearest: number };
  readonly reopened: number;
  readonly reopen_pct: number;
  readonly fcr_proxy: number;
  readonly fcr_proxy_pct: number;
  readonly reassign_mean: number;
  readonly opened: number;
}

const catalogue = loadCatalogue();

describeTruth('a real incident log, streamed in the order in which things became known', () => {
  const expected = JSON.parse(readFileSync(sharedData('incident-log', 'expected.json'), 'utf8')) as {
    rows: number;
    as_of_windows: Record<string, ExpectedWindow | number>;
  };
  const windows = Object.entries(expected.as_of_windows).flatMap(([key, truth]) => {
    const [instant = '', window = ''] = key.split('|');
    return typeof truth === 'number' ? [] : [{ at: parseInstant(`${instant}:00Z`) as number, instant, window, truth }];
  });
  const instants = [...new Set(windows.map(({ at }) => at))].sort((a, b) => a - b);

  let postgres: TestPostgres;
  let pipeline: Pipeline;
  let desk: ReadingDesk;
  let events: DeskEvent[];
  const shownLive = new Map<string, Record<string, Reading>>();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    pipeline = await startPipeline(postgres, 4);
    desk = new ReadingDesk(pipeline.database, new SegmentDirectory(pipeline.database));
    const file = sharedData('incident-log', 'incident_event_log_until_2016-03-31.csv.gz');
    ({ events } = await importedEvents('servicenow-incident-log', [file]));
    let from = -Infinity;
    for (const at of instants) {
      await pipeline.feed(
        events.filter(({ arrivesAt }) => arrivesAt >= from && arrivesAt < at),
        1_000,
      );
      await new PaneMerger(pipeline.database).mergeAll();
      for (const { window } of windows.filter((each) => each.at === at)) {
        shownLive.set(`${at} ${window}`, await readAll(at, window));
      }
      from = at;
    }
  }, 240_000);
  afterAll(async () => {
    await pipeline?.close();
    await postgres?.stop();
  });

  async function readAll(at: number, window: string, knownAt?: number): Promise<Record<string, Reading>> {
    const readings: Record<string, Reading> = {};
    const length = parsePeriod(window) as number;
    for (const kpi of catalogue.kpis.filter(({ scales }) => scales === undefined)) {
      const asked = { kpi, window: { name: window, length }, at, knownAt, segment: {}, groupBy: [] };
      readings[kpi.id] = (await desk.ask(asked))[0] as Reading;
    }
    return readings;
  }

  function check(readings: Record<string, Reading>, at: number, truth: ExpectedWindow): void {
    const of = (id: string) => readings[id] as Reading;
    expect(of('time-to-close').n).toBe(truth.closed);
    expect(of('sla-compliance').parts).toEqual({ numerator: truth.sla_met, denominator: truth.closed });
    expect(of('sla-compliance').value).toBeCloseTo(truth.sla_pct, 4);
    expect(of('reopen-rate').parts).toEqual({ numerator: truth.reopened, denominator: truth.closed });
    expect(of('reopen-rate').value).toBeCloseTo(truth.reopen_pct, 4);
    expect(of('first-contact-resolution').parts).toMatchObject({
      numerator: truth.fcr_proxy,
      denominator: truth.closed,
    });
    expect(of('first-contact-resolution').value).toBeCloseTo(truth.fcr_proxy_pct, 4);
    expect(of('ticket-volume').value).toBe(truth.opened);
    expect(of('reassignment').value).toBeCloseTo(truth.reassign_mean, 4);
    expect(of('backlog').value).toBe(expected.as_of_windows[`${new Date(at).toISOString().slice(0, 16)}|backlog`]);
    for (const [id, hours] of [
      ['closed-resolution-time', truth.mttr_hours],
      ['time-to-close', truth.open_to_close_hours],
    ] as const) {
      const { n, value, parts } = of(id);
      expect(n, id).toBe(hours.n);
      expect((value as number) / 3600, id).toBeCloseTo(hours.mean, 4);
      const p90 = (parts['p90'] as number) / 3600;
      expect(Math.abs(p90 - hours.p90_nearest) / hours.p90_nearest, id).toBeLessThanOrEqual(0.01);
    }
    expect((findKpi(catalogue, 'sla-compliance') as KpiDefinition).version).toBe(1);
  }

  it('has every row', () => {
    expect(events).toHaveLength(expected.rows);
  });

  it.each(windows)('$instant, $window: what the stream knew then', ({ at, window, truth }) => {
    check(shownLive.get(`${at} ${window}`) as Record<string, Reading>, at, truth);
  });

  it.each(windows)('$instant, $window: the same today, asked as known then', async ({ at, window, truth }) => {
    check(await readAll(at, window, at), at, truth);
  });

  it('is the same whatever the order of arrival', async () => {
    const other = await startPipeline(postgres, 3);
    try {
      const instant = instants[0] as number;
      const arrival = events[0]?.arrivesAt as number;
      // By ticket, as the file is written, backwards: every later event arrives before the earlier ones.
      const reversed = [...events].reverse().map(({ event }) => ({ event, arrivesAt: arrival + 2000 * 24 * HOUR }));
      await other.feed(reversed, 2_000);
      const otherDesk = new ReadingDesk(other.database, new SegmentDirectory(other.database));
      for (const { at, window, truth } of windows.filter((each) => each.at === instant)) {
        const readings: Record<string, Reading> = {};
        for (const kpi of catalogue.kpis.filter(({ scales }) => scales === undefined)) {
          const asked = {
            kpi,
            window: { name: window, length: parsePeriod(window) as number },
            at,
            knownAt: at,
            segment: {},
            groupBy: [],
          };
          readings[kpi.id] = (await otherDesk.ask(asked))[0] as Reading;
        }
        check(readings, at, truth);
      }
    } finally {
      await other.close();
    }
  });
});
