import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findKpi, loadCatalogue, type KpiDefinition, type Reading } from '#core/kpis';
import type { Dimension, Segment } from '#core/segments';
import { DAY, parseInstant } from '#core/time';
import { SegmentDirectory, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { ReadingDesk } from '#services/reader';
import { startPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import { importedEvents } from './imported-events.ts';
import { describeTruth, sharedData } from './shared-data.ts';

type Row = Readonly<Record<string, string>>;
const catalogue = loadCatalogue();
const YEAR = 365 * DAY;

const rowsOf = (...path: string[]) => parse<Row>(readFileSync(sharedData(...path), 'utf8'), { columns: true });
const share = (hits: number, n: number) => (100 * hits) / n;

describeTruth('real surveys', () => {
  let postgres: TestPostgres;
  let pipeline: Pipeline;
  let desk: ReadingDesk;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    pipeline = await startPipeline(postgres, 2);
    desk = new ReadingDesk(pipeline.database, new SegmentDirectory(pipeline.database));
    const airline = ['input_01.csv', 'input_02.csv'].map((name) => sharedData('airline-nps', 'input', name));
    const { events, rejectedRows } = await importedEvents('nps-answers', airline, {
      answeredAt: '2025-06-15T12:00:00Z',
    });
    expect(rejectedRows).toBe(0);
    await pipeline.feed(events, 1_000);
    for (const year of ['2014', '2015', '2016', '2017']) {
      const passengers = await importedEvents('airport-survey', [sharedData('airport-survey', `sfo_${year}.csv`)], {
        year,
      });
      expect(passengers.rejectedRows).toBe(0);
      await pipeline.feed(passengers.events, 1_000);
    }
  }, 240_000);
  afterAll(async () => {
    await pipeline?.close();
    await postgres?.stop();
  });

  async function read(
    id: string,
    until: string,
    segment: Segment,
    groupBy: readonly Dimension[] = [],
  ): Promise<Reading[]> {
    return desk.ask({
      kpi: findKpi(catalogue, id) as KpiDefinition,
      window: { name: '365d', length: YEAR },
      at: parseInstant(until) as number,
      knownAt: undefined,
      segment,
      groupBy,
    });
  }

  it('airline NPS: Prep Air has 21.1957, and every airline what counting its rows gives', async () => {
    const scores = new Map<string, number[]>();
    for (const row of [
      ...rowsOf('airline-nps', 'input', 'input_01.csv'),
      ...rowsOf('airline-nps', 'input', 'input_02.csv'),
    ]) {
      const airline = row['Airline'] as string;
      scores.set(airline, [
        ...(scores.get(airline) ?? []),
        Number(row['How likely are you to recommend this airline?']),
      ]);
    }
    const readings = await read('nps', '2026-01-01T00:00:00Z', { survey: 'airline-nps' }, ['product']);
    const byAirline = new Map(readings.map((reading) => [reading.segment.product, reading]));
    expect(byAirline.size).toBe(99);
    for (const [airline, given] of scores) {
      const promoters = given.filter((score) => score >= 9).length;
      const detractors = given.filter((score) => score <= 6).length;
      const reading = byAirline.get(airline);
      expect(reading?.n, airline).toBe(given.length);
      expect(reading?.parts, airline).toEqual({
        promoters,
        passives: given.length - promoters - detractors,
        detractors,
      });
      expect(reading?.value, airline).toBeCloseTo(share(promoters, given.length) - share(detractors, given.length), 9);
    }
    expect(byAirline.get('Prep Air')?.value).toBeCloseTo(21.1957, 4);
  });

  it.each(['2014', '2015', '2016', '2017'])(
    'airport %s: satisfaction and ease, without those who gave no answer',
    async (year) => {
      const rows = rowsOf('airport-survey', `sfo_${year}.csv`);
      const scores = (column: string) =>
        rows
          .map((row) => row[column]?.trim() ?? '')
          .filter((text) => /^[1-5]$/.test(text))
          .map(Number);
      const until = `${year}-12-31T00:00:00Z`;
      const survey = `airport-${year}`;

      const overall = scores('Q7ALL');
      const [csat] = await read('csat', until, { survey, question: 'overall' });
      expect(csat?.n).toBe(overall.length);
      expect(csat?.value).toBeCloseTo(share(overall.filter((score) => score >= 4).length, overall.length), 9);

      for (const [question, column] of [
        ['find-your-way', 'Q14FIND'],
        ['pass-security', 'Q14PASSTHRU'],
      ] as const) {
        const given = scores(column);
        const [ease] = await read('ease-1-5', until, { survey, question });
        expect(ease?.n, question).toBe(given.length);
        expect(ease?.value, question).toBeCloseTo(given.reduce((sum, score) => sum + score, 0) / given.length, 9);
      }
    },
  );

  it('airport 2017: NPS, where 0 is a score and 11 is no answer', async () => {
    const given = rowsOf('airport-survey', 'sfo_2017.csv')
      .map((row) => row['NETPRO']?.trim() ?? '')
      .filter((text) => /^(\d|10)$/.test(text))
      .map(Number);
    const promoters = given.filter((score) => score >= 9).length;
    const detractors = given.filter((score) => score <= 6).length;
    const [nps] = await read('nps', '2017-12-31T00:00:00Z', { survey: 'airport-2017' });
    expect(nps?.n).toBe(given.length);
    expect(nps?.value).toBeCloseTo((100 * (promoters - detractors)) / given.length, 9);
  });
});
