import type { Catalogue, KpiDefinition, Reading, Unit } from '#core/kpis';
import type { Dimension, Segment } from '#core/segments';
import type { GaugeFamily } from '#libs/metrics';

type Labels = Readonly<Record<string, string>>;
type Sample = GaugeFamily['samples'] extends Iterable<infer S> ? S : never;

/** How a unit ends a metric's name, and what turns the reading into Prometheus' base units (ratios, not percentages). */
const UNITS: Readonly<Record<Unit, { readonly suffix: string; readonly factor: number }>> = {
  points: { suffix: 'points', factor: 1 },
  percent: { suffix: 'ratio', factor: 0.01 },
  score: { suffix: 'score', factor: 1 },
  seconds: { suffix: 'seconds', factor: 1 },
  tickets: { suffix: 'tickets', factor: 1 },
  cases: { suffix: 'cases', factor: 1 },
  reassignments: { suffix: 'per_ticket', factor: 1 },
  'tickets/day': { suffix: 'tickets_per_day', factor: 1 },
};

/** Names that Prometheus' own target labels or other systems use are given another word. */
const LABELS: Partial<Readonly<Record<Dimension, string>>> = {
  service: 'desk',
  company: 'account',
  segment: 'account_segment',
  journeyStage: 'journey_stage',
};

/**
 * The gauges of all readings: per KPI the value and beside it the samples it rests on, the bounds of its interval and the
 * value of the window before. A reading without a value has no
 * gauge: empty is not zero. Breakdowns carry their own labels, so no row is the total of others with the same labels.
 */
export function kpiGauges(catalogue: Catalogue, readings: Iterable<Reading>): GaugeFamily[] {
  const byKpi = new Map<string, Reading[]>();
  for (const reading of readings) {
    const known = byKpi.get(reading.kpi);
    if (known === undefined) byKpi.set(reading.kpi, [reading]);
    else known.push(reading);
  }
  return catalogue.kpis.flatMap((kpi) => families(kpi, byKpi.get(kpi.id) ?? []));
}

/** The label that a dimension has on gauges. */
export function labelOf(dimension: Dimension): string {
  return LABELS[dimension] ?? dimension;
}

/** The gauge's name without the unit. */
export function metricStem(kpi: KpiDefinition): string {
  return `barometer_${kpi.id.replaceAll('-', '_')}`;
}

/** The gauge's name. */
export function metricName(kpi: KpiDefinition): string {
  return `${metricStem(kpi)}_${UNITS[kpi.unit].suffix}`;
}

function families(kpi: KpiDefinition, readings: readonly Reading[]): GaugeFamily[] {
  const { factor, suffix } = UNITS[kpi.unit];
  const isStock = kpi.formula.kind === 'stock';
  // A stock is the same in every window: one row says it.
  const shown = isStock ? readings.filter(({ window }, _, all) => window === all[0]?.window) : readings;
  const values: Sample[] = [];
  const previous: Sample[] = [];
  const bounds: Sample[] = [];
  const samples: Sample[] = [];
  for (const reading of shown) {
    const labels = labelsOf(reading, isStock);
    samples.push({ labels, value: reading.n });
    for (const [stat, value] of statsOf(kpi, reading)) {
      if (value !== null)
        values.push({ labels: stat === undefined ? labels : { ...labels, stat }, value: value * factor });
    }
    if (reading.previous.value !== null) previous.push({ labels, value: reading.previous.value * factor });
    if (reading.interval === null) continue;
    const { low, high } = reading.interval;
    bounds.push({ labels: { ...labels, bound: 'low' }, value: low * factor });
    bounds.push({ labels: { ...labels, bound: 'high' }, value: high * factor });
  }
  const name = metricName(kpi);
  const value = { name, help: `${kpi.title}. ${kpi.cohort}`, samples: values };
  // A window before the stock's does not exist: what it was earlier, Prometheus has itself.
  const before = {
    name: `${metricStem(kpi)}_previous_${suffix}`,
    help: `What ${name} was in the window of the same length just before; of durations the mean.`,
    samples: previous,
  };
  if (kpi.unit === 'tickets' || kpi.unit === 'cases') return isStock ? [value] : [value, before];
  const interval = {
    name: `${metricStem(kpi)}_interval_${suffix}`,
    help: `Between which bounds ${name} lies, as far as its samples can tell; of durations the mean.`,
    samples: bounds,
  };
  const counts = { name: `${metricStem(kpi)}_samples`, help: `How many facts ${name} rests on.`, samples };
  return kpi.unit === 'tickets/day' ? [value, before, counts] : [value, before, interval, counts];
}

function statsOf(kpi: KpiDefinition, reading: Reading): (readonly [stat: string | undefined, value: number | null])[] {
  if (kpi.formula.kind !== 'duration') return [[undefined, reading.value]];
  return ['mean', 'p50', 'p90'].map((stat) => [stat, reading.parts[stat] ?? null] as const);
}

function labelsOf(reading: Reading, isStock: boolean): Labels {
  const labels: Record<string, string> = isStock ? {} : { window: reading.window };
  for (const [dimension, value] of Object.entries(reading.segment as Segment & Record<string, string>)) {
    labels[labelOf(dimension as Dimension)] = value;
  }
  return labels;
}
