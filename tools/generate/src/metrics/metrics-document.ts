import { loadCatalogue, type KpiDefinition } from '#core/kpis';
import { METRIC_CATALOGUE, type MetricEntry } from '#libs/metrics';
import { kpiGauges, labelOf } from '#services/reader';
import { code, markdownTable } from '../markdown-table.ts';
import { wholeDesk } from '../prometheus/whole-desk.ts';

/** The page docs/metrics.md. */
export function metricsDocument(): string {
  const fixed = Object.entries<MetricEntry>(METRIC_CATALOGUE).map(([name, { type, labels, help }]) => [
    code(name),
    type,
    labels.map(code).join(', '),
    help,
  ]);
  const catalogue = loadCatalogue();
  const gauges = catalogue.kpis.map((kpi) => {
    const names = kpiGauges({ ...catalogue, kpis: [kpi] }, []).map(({ name }) => name);
    const beside = (pattern: RegExp) =>
      names
        .slice(1)
        .filter((name) => pattern.test(name))
        .map(code)
        .join('');
    return [
      `[${kpi.id}](kpis.md#${kpi.id})`,
      code(names[0] ?? ''),
      beside(/_samples$/),
      beside(/_interval_/),
      beside(/_previous_/),
      ownLabels(kpi).join(', '),
      cutsOf(kpi),
    ];
  });
  return `# Metrics

This page is generated from \`libs/metrics/src/catalogue.ts\`, the KPI catalogue and the code that makes the gauges.

\`GET /metrics\` gives Prometheus' text format 0.0.4, or OpenMetrics 1.0.0 when \`Accept\` names
\`application/openmetrics-text\`. In one process all services share the page; alone, each service has its own.

Names are a closed list. Units are base units, ratios lie between 0 and 1, \`_total\` stands on counters only. No row is the
total of others under the same labels. No label is named \`service\`, \`customer\`, \`owner\`, \`env\`, \`type\` or \`region\`,
because target labels often are.

## The pipeline

${markdownTable(['metric', 'type', 'labels', 'meaning'], fixed)}

The standard \`process_*\` and \`nodejs_*\` metrics of Prometheus' Node client are there too, without the three of them that
end in \`_total\` and are no counters.

## KPI gauges

The reader exports the watched readings, made anew at each scrape. A reading without a value has no row, and a slice of
which nothing is left in any window disappears with its rows.

- \`window\` is the length of the window, such as \`7d\`: ${catalogue.windows.map(code).join(', ')}.
- \`stat\` is \`mean\`, \`p50\` or \`p90\`, on durations.
- The others are the dimensions of a breakdown. Its rows carry these labels and no others; the rows of the whole desk carry none
  of them. So name the labels that must be empty, or PromQL takes all breakdowns together: the whole desk's NPS is
  \`${exampleSelector}\`, or shorter,
  with the [recording rules](monitoring.md#recording-rules), \`whole_desk:barometer_nps_points:max{window="7d"}\`.
- Every replica of the reader exports all of them. Take the greatest, never the sum: \`max without (instance, pod, component) (…)\`.
- \`bound\` is \`low\` or \`high\`, on the 95 % interval. The interval and the window before are those of the mean, on durations.
- Percentages are exported as ratios: 87.5 % is 0.875. A stock is the same in every window and has no \`window\`.

${markdownTable(['KPI', 'gauge', 'samples', 'interval', 'window before', 'labels of all rows', 'and of a breakdown'], gauges)}
`;
}

const exampleSelector = `barometer_nps_points{window="7d", ${wholeDesk()}}`;

function ownLabels({ formula }: KpiDefinition): string[] {
  const own = [...(formula.kind === 'stock' ? [] : ['window']), ...(formula.kind === 'duration' ? ['stat'] : [])];
  return own.map(code);
}

function cutsOf({ cuts }: KpiDefinition): string {
  const breakdowns = cuts.filter((cut) => cut.length > 0);
  return breakdowns.map((cut) => cut.map((dimension) => code(labelOf(dimension))).join(' with ')).join(' or ');
}
