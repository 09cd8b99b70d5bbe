import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Dimension } from '#core/segments';
import { labelOf } from '#services/reader';
import { WINDOWS } from './kpi-query.ts';
import { JOB } from './selector.ts';

export const PROMETHEUS = { type: 'prometheus', uid: '$datasource' };
export const POSTGRESQL = { type: 'grafana-postgresql-datasource', uid: '$database' };

export const dataSource = () =>
  new DatasourceVariableBuilder('datasource').label('Data source').description('A Prometheus.').type('prometheus');

export const database = () =>
  new DatasourceVariableBuilder('database')
    .label('Database')
    .description("Barometer's PostgreSQL, for the list of answers. Without it only that list stays empty.")
    .type('grafana-postgresql-datasource');

export const job = () => choice('job', 'Job', 'label_values(barometer_build_info, job)', 'The installations.');

export const instance = () =>
  choice('instance', 'Instance', `label_values(barometer_build_info{${JOB}}, instance)`, 'The processes.');

/** The values that a breakdown has now. */
export function slices(by: Dimension, gauge: string, label: string) {
  const name = labelOf(by);
  return choice(name, label, `label_values(${gauge}{${JOB}, ${name}!=""}, ${name})`, `Which rows are shown.`);
}

export const window = () =>
  new CustomVariableBuilder('window')
    .label('Window')
    .description('The length of the rolling window that every KPI is read from.')
    .values(WINDOWS.join(','))
    .current({ text: '7d', value: '7d', selected: true });

function choice(name: string, label: string, query: string, description: string) {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(PROMETHEUS)
    .query({ query, refId: name, qryType: 5 })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+');
}

/** Marks of what was changed and of what went wrong: what people record, a new version that starts, an alert that fires. */
export const annotations = () => [
  recorded(),
  mark(
    'New version',
    'blue',
    `group by (version) (barometer_build_info{${JOB}} unless barometer_build_info{${JOB}} offset 5m)`,
    '{{version}}',
  ),
  mark(
    'Alerts',
    'red',
    `group by (alertname, severity) (ALERTS{alertname=~"Barometer.+", alertname!="BarometerWatchdog", alertstate="firing"})`,
    '{{alertname}} ({{severity}})',
  ),
];

/** Annotations that were made in Grafana, by hand or over its API, with the tag "barometer": a new team, a campaign, … */
function recorded() {
  const query = { refId: 'Anno', type: 'tags', tags: ['barometer'], limit: 200, matchAny: true };
  return (
    new AnnotationQueryBuilder()
      .name('Actions')
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .enable(true)
      .iconColor('green')
      // The package has no builder for queries to Grafana itself.
      .target({ build: () => query } as unknown as Builder<Dataquery>)
  );
}

function mark(name: string, colour: string, expr: string, title: string) {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor(colour)
    .expr(expr)
    .step('60s')
    .titleFormat(title);
}

/** One query of a panel. A range is drawn over time, an instant is the latest value alone. */
export function query(refId: string, expr: string, legend: string, kind: 'range' | 'instant' = 'range') {
  const built = new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).datasource(PROMETHEUS);
  return kind === 'range' ? built.range() : built.instant();
}
