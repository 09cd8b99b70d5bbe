import { afterAll, beforeAll, expect, it } from 'vitest';
import { findKpi, loadCatalogue, sayingOf, type KpiDefinition, type Reading } from '#core/kpis';
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from '#core/time';
import { LiveLedger, SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { LiveReadings, PaneMerger, ReadingDesk } from '#services/reader';
import type { DeskEvent } from '../../services/barometer/src/simulate/index.ts';
import { startPipeline, type Pipeline } from './pipeline.ts';

const FROM = parseInstant('2026-03-02T00:00:00Z') as number;
const TICKETS = 700;

let postgres: TestPostgres;
let pipeline: Pipeline;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pipeline = await startPipeline(postgres, 1);
  await pipeline.feed(resolvedTickets());
});
afterAll(async () => {
  await pipeline?.close();
  await postgres?.stop();
});

/** A ticket is resolved every minute, each after another length of time. */
function* resolvedTickets(): Generator<DeskEvent> {
  for (let i = 0; i < TICKETS; i += 1) {
    const at = FROM + i * MINUTE;
    const data = {
      ticketId: `T-${i}`,
      state: 'resolved',
      at: formatInstant(at),
      openedAt: formatInstant(at - HOUR - i * 1_117),
      attributes: { team: i % 2 === 0 ? 'a' : 'b' },
    };
    yield {
      arrivesAt: at,
      event: {
        specversion: '1.0',
        id: `e-${i}`,
        source: 'test',
        type: 'ticket.state-changed.v1',
        time: formatInstant(at),
        datacontenttype: 'application/json',
        data,
      },
    };
  }
}

// Found by reading the code: a live window that had held many values and kept few went on reading percentiles from
// buckets, up to 0.8 % beside the reading that the database gives.
it.each([
  ['with panes', true],
  ['without panes', false],
])('a live window of which few values are left knows them one by one again, %s', async (_, withPanes) => {
  if (withPanes) await new PaneMerger(pipeline.database).mergeAll();
  const catalogue = loadCatalogue();
  const readings = new LiveReadings(catalogue);
  const segments = new SegmentDirectory(pipeline.database);
  const live = await LiveLedger.start(pipeline.database, segments, readings.watched, FROM + TICKETS * MINUTE);
  await live.completeValues();
  readings.refresh(live);
  await live.advance(FROM + DAY + (TICKETS - 120) * MINUTE);
  await live.completeValues();
  readings.refresh(live);
  const kpi = findKpi(catalogue, 'resolution-time') as KpiDefinition;
  const window = { name: '24h', length: DAY };
  const asked = { kpi, window, at: live.windows.at, knownAt: undefined, segment: {}, groupBy: [] };
  const [told] = await new ReadingDesk(pipeline.database, segments).ask(asked);
  const shown = [...readings.all()].find(
    (reading) => reading.kpi === kpi.id && reading.window === '24h' && Object.keys(reading.segment).length === 0,
  );
  expect(told?.n).toBe(120);
  expect(sayingOf(shown as Reading)).toBe(sayingOf(told as Reading));
});
