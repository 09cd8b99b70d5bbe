import { findKpi, loadCatalogue, type KpiDefinition } from '#core/kpis';
import { kpiGauges } from '#services/reader';
import { REPLICA_LABELS } from '../../generate/src/prometheus/whole-desk.ts';
import { matchersOf, type Slices } from './selector.ts';

/** What is asked of a KPI: its value, the window before, the bounds of its interval, or what it rests on. */
export type Aspect = 'value' | 'previous' | 'low' | 'high' | 'samples';

const catalogue = loadCatalogue();

/** @throws RangeError for a KPI that the catalogue does not have. */
export function kpiNamed(id: string): KpiDefinition {
  const kpi = findKpi(catalogue, id);
  if (kpi === undefined) throw new RangeError(`the catalogue has no KPI "${id}"`);
  return kpi;
}

export const WINDOWS = catalogue.windows;

export interface KpiQuestion extends Slices {
  readonly aspect?: Aspect;
  /** Of a duration. Default: the mean. */
  readonly stat?: 'mean' | 'p50' | 'p90';
}

/** PromQL for a KPI's gauge, the same for one reader and for many. */
export function kpiQuery(id: string, question: KpiQuestion = {}): string {
  const kpi = kpiNamed(id);
  const { aspect = 'value', stat = 'mean', window = '$window', by } = question;
  const more = [
    ...(kpi.formula.kind === 'duration' && aspect === 'value' ? [`stat="${stat}"`] : []),
    ...(aspect === 'low' || aspect === 'high' ? [`bound="${aspect}"`] : []),
  ];
  const matchers = matchersOf({
    ...(by === undefined ? {} : { by }),
    ...(kpi.formula.kind === 'stock' ? {} : { window }),
    ...(more.length === 0 ? {} : { more: more.join(', ') }),
  });
  return `max without (${REPLICA_LABELS}) (${gaugeOf(kpi, aspect)}{${matchers}})`;
}

const ASPECTS: Readonly<Record<Aspect, RegExp | undefined>> = {
  value: undefined,
  previous: /_previous_/,
  low: /_interval_/,
  high: /_interval_/,
  samples: /_samples$/,
};

/** Whether the KPI has a gauge of that kind: a count has no interval, a stock no window before. */
export function hasAspect(id: string, aspect: Aspect): boolean {
  return aspectGauge(kpiNamed(id), aspect) !== undefined;
}

function gaugeOf(kpi: KpiDefinition, aspect: Aspect): string {
  const gauge = aspectGauge(kpi, aspect);
  if (gauge === undefined) throw new RangeError(`${kpi.id} has no gauge for ${aspect}`);
  return gauge;
}

function aspectGauge(kpi: KpiDefinition, aspect: Aspect): string | undefined {
  const names = kpiGauges({ ...catalogue, kpis: [kpi] }, []).map(({ name }) => name);
  const pattern = ASPECTS[aspect];
  return pattern === undefined ? names[0] : names.slice(1).find((name) => pattern.test(name));
}
