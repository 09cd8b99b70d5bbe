import { DashboardLinkBuilder, TextBoxVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dimension } from '#core/segments';
import { labelOf } from '#services/reader';

/** The address of Barometer as whoever looks at the dashboard reaches it, for links. */
export const address = () =>
  new TextBoxVariableBuilder('barometer')
    .label('Barometer')
    .description('The address of the reader, as you reach it in a browser: links lead there.')
    .defaultValue('http://127.0.0.1:8081');

/** Where the answers behind a number are listed, newest first. */
export const ANSWERS = '${barometer}/v1/answers';

/** From a slice of a KPI to the answers that it rests on. */
export function answersLink(kpi: string, by: Dimension): DashboardLinkBuilder {
  const value = `\${__field.labels.${labelOf(by)}:percentencode}`;
  return new DashboardLinkBuilder('The answers')
    .url(`${ANSWERS}?kpi=${kpi}&window=\${window}&${by}=${value}`)
    .targetBlank(true);
}
