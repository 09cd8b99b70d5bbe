import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import type { KpiDefinition, Unit } from '#core/kpis';

/** How Grafana shows what the gauges of a unit hold, and what turns a band's bound into the gauge's unit. */
const UNITS: Readonly<Record<Unit, { readonly unit: string; readonly decimals: number; readonly factor: number }>> = {
  points: { unit: 'none', decimals: 1, factor: 1 },
  percent: { unit: 'percentunit', decimals: 1, factor: 0.01 },
  score: { unit: 'none', decimals: 2, factor: 1 },
  seconds: { unit: 's', decimals: 1, factor: 1 },
  tickets: { unit: 'short', decimals: 0, factor: 1 },
  cases: { unit: 'short', decimals: 0, factor: 1 },
  reassignments: { unit: 'none', decimals: 2, factor: 1 },
  'tickets/day': { unit: 'suffix:/d', decimals: 1, factor: 1 },
};

export const unitOf = (kpi: KpiDefinition): { readonly unit: string; readonly decimals: number } => UNITS[kpi.unit];

/** From the worst band to the best one. */
const COLOURS: Readonly<Record<number, readonly string[]>> = {
  3: ['red', 'yellow', 'green'],
  4: ['red', 'orange', 'yellow', 'green'],
};

/** The bands of the catalogue as colours. Without bands there is one colour: nobody has said what is good. */
export function bandsOf(kpi: KpiDefinition): ThresholdsConfigBuilder {
  const bands = [...kpi.bands].reverse();
  const colours = COLOURS[bands.length] ?? ['blue'];
  const steps = (bands.length === 0 ? [{}] : bands).map((band: { above?: number; atLeast?: number }, i) => {
    const bound = band.above ?? band.atLeast;
    const color = colours[i] ?? 'blue';
    return { value: bound === undefined ? null : bound * UNITS[kpi.unit].factor, color };
  });
  return thresholds(...steps);
}

export function thresholds(...steps: readonly Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);
}
