import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { ThresholdsConfigBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { PROMETHEUS, query } from './data-sources.ts';
import { thresholds } from './units.ts';

/** What every panel has: no panel without a description and a unit. */
export interface Face {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly colours?: ThresholdsConfigBuilder;
  /** Of the 24 columns. */
  readonly width: number;
  readonly height?: number;
}

/** A query and how its series are called. */
export interface Line {
  readonly expr: string;
  readonly legend: string;
}

const latest = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']);
const plain = () => thresholds({ value: null, color: 'blue' });

/** The latest value of each query, side by side. */
export function numbers(face: Face, ...lines: readonly Line[]): StatBuilder {
  const panel = new StatBuilder()
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value)
    .textMode(lines.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto)
    .reduceOptions(latest());
  return dressed(panel, face, lines, 'range', 5);
}

/** A bar for each slice, the longest at the top. */
export function bars(face: Face, ...lines: readonly Line[]): BarGaugeBuilder {
  const panel = new BarGaugeBuilder()
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(latest());
  return dressed(panel, face, lines, 'instant', 9);
}

/** Lines over time, with a legend that says the latest value of each. */
export function timeline(face: Face, ...lines: readonly Line[]): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .fillOpacity(0)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  return dressed(panel, face, lines, 'range', 9);
}

interface Panel {
  title(title: string): this;
  description(description: string): this;
  datasource(source: typeof PROMETHEUS): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  thresholds(steps: ThresholdsConfigBuilder): this;
  span(columns: number): this;
  height(rows: number): this;
  withTarget(target: ReturnType<typeof query>): this;
}

function dressed<P extends Panel>(
  panel: P,
  { title, description, unit, decimals, colours, width, height }: Face,
  lines: readonly Line[],
  kind: 'range' | 'instant',
  usualHeight: number,
): P {
  panel.title(title).description(description).datasource(PROMETHEUS).unit(unit).span(width);
  panel.height(height ?? usualHeight).thresholds(colours ?? plain());
  if (decimals !== undefined) panel.decimals(decimals);
  lines.forEach(({ expr, legend }, i) => panel.withTarget(query(String.fromCodePoint(65 + i), expr, legend, kind)));
  return panel;
}
