import type { Catalogue, KpiDefinition, Reading } from '#core/kpis';
import type { Cut } from '#core/segments';
import { formatInstant, type Instant, type Milliseconds } from '#core/time';
import type { MetricFamily, Sample } from '#libs/metrics';
import { kpiGauges } from '#services/reader';

export interface PastRequest {
  readonly from: Instant;
  readonly to: Instant;
  readonly step: Milliseconds;
  readonly kpis: readonly KpiDefinition[];
  readonly windows: readonly string[];
  /** Whether the breakdowns of the catalogue are wanted, too, or the whole desk alone. */
  readonly breakdowns: boolean;
  /** Labels that a scrape would add, so that the past continues in the same series. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Gives a KPI's rolling value at each step, one per group of the cut. */
export type PastReadings = (question: {
  readonly kpi: KpiDefinition;
  readonly window: string;
  readonly cut: Cut;
  readonly from: Instant;
  readonly to: Instant;
  readonly step: Milliseconds;
}) => Promise<readonly Reading[]>;

/** A reader answers no more points of time at once. */
const POINTS_AT_ONCE = 1_000;

/** The gauges that a reader would have exported at each step, KPI by KPI: each family whole, each series in its order. */
export async function* pastGauges(
  catalogue: Catalogue,
  request: PastRequest,
  readings: PastReadings,
): AsyncGenerator<MetricFamily> {
  for (const kpi of request.kpis) {
    const families = new Map<string, { readonly family: MetricFamily; readonly series: Map<string, Sample[]> }>();
    for await (const reading of readingsOf(kpi, request, readings)) {
      for (const family of kpiGauges({ ...catalogue, kpis: [kpi] }, [reading])) {
        const known = families.get(family.name) ?? { family: { ...family, type: 'gauge' }, series: new Map() };
        families.set(family.name, known);
        for (const sample of family.samples) add(known.series, stamped(sample, reading, request));
      }
    }
    for (const { family, series } of families.values()) yield { ...family, samples: [...series.values()].flat() };
  }
}

async function* readingsOf(kpi: KpiDefinition, request: PastRequest, ask: PastReadings): AsyncGenerator<Reading> {
  const { from, to, step, breakdowns } = request;
  // A stock is the same in every window.
  const windows = kpi.formula.kind === 'stock' ? request.windows.slice(0, 1) : request.windows;
  for (const window of windows) {
    for (const cut of breakdowns ? kpi.cuts : kpi.cuts.filter((each) => each.length === 0)) {
      for (let begin = from; begin <= to; begin += POINTS_AT_ONCE * step) {
        const end = Math.min(to, begin + (POINTS_AT_ONCE - 1) * step);
        yield* await ask({ kpi, window, cut, from: begin, to: end, step });
      }
    }
  }
}

function stamped(sample: Sample, reading: Reading, { labels }: PastRequest): Sample {
  return { ...sample, labels: { ...labels, ...sample.labels }, timestamp: Date.parse(reading.to) / 1000 };
}

function add(series: Map<string, Sample[]>, sample: Sample): void {
  const key = JSON.stringify(sample.labels);
  const earlier = series.get(key);
  if (earlier === undefined) series.set(key, [sample]);
  else earlier.push(sample);
}

/** The query string of a series for a question. */
export function seriesQuery(question: Parameters<PastReadings>[0]): Record<string, string> {
  const { window, cut, from, to, step } = question;
  return {
    window,
    from: formatInstant(from),
    to: formatInstant(to),
    step: `${step / 60_000}m`,
    ...(cut.length === 0 ? {} : { groupBy: cut.join(',') }),
  };
}
