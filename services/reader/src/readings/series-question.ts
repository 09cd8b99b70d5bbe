import type { KpiDefinition } from '#core/kpis';
import type { Instant, Milliseconds } from '#core/time';
import { QueryReader, type Question, type RawQuery } from './question.ts';

/** More points than this are refused: nobody can read them, and each is a reading of its own. */
const MOST_POINTS = 1_000;

/** A rolling value over time: the same question asked at each step. */
export interface SeriesQuestion {
  readonly question: Omit<Question, 'at'>;
  readonly from: Instant;
  readonly to: Instant;
  readonly step: Milliseconds;
}

/** Reads the query string of a series. @throws RequestProblem naming every parameter that is wrong */
export function readSeriesQuestion(kpi: KpiDefinition, query: RawQuery, now: Instant): SeriesQuestion {
  const reader = new QueryReader(query, ['window', 'from', 'to', 'step', 'knownAt', 'groupBy']);
  const window = reader.period('window', '7d');
  const to = reader.instant('to') ?? now;
  const from = reader.instant('from') ?? to - 30 * 86_400_000;
  const step = reader.period('step', '1d').length;
  if (from > to) reader.problem('from', 'must not be after "to"');
  else if ((to - from) / step > MOST_POINTS)
    reader.problem('step', `gives more than ${MOST_POINTS} points; take a longer step`);
  const knownAt = reader.instant('knownAt');
  const question = { kpi, window, knownAt, segment: reader.segment(), groupBy: reader.dimensions('groupBy') };
  reader.done();
  return { question, from, to, step };
}

/** `from`, then every step up to and with `to`. */
export function instantsOf({ from, to, step }: SeriesQuestion): Instant[] {
  const instants: Instant[] = [];
  for (let at = from; at <= to; at += step) instants.push(at);
  return instants;
}
