import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations, dataSource, job } from './data-sources.ts';

type Panel = Parameters<DashboardBuilder['withPanel']>[0];
type Variable = Parameters<DashboardBuilder['withVariable']>[0];

export interface Board {
  /** Part of the file's name and of the address in Grafana; never reused for another board. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

const TAG = 'barometer';

/** The dashboard in Grafana's classic schema, which files can be provisioned in. */
export function dashboardOf({ name, title, description, variables, rows }: Board): object {
  const builder = new DashboardBuilder(`Barometer: ${title}`)
    .uid(`barometer-${name}`)
    .description(description)
    .tags([TAG])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-7d', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('Other dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  for (const variable of [dataSource(), job(), ...variables]) builder.withVariable(variable);
  for (const annotation of annotations()) builder.annotation(annotation);
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  return tidied(builder.build());
}

/** A number of its own for every panel, for links to it; and nothing folded into a menu, as the builders would have it. */
function tidied(dashboard: ReturnType<DashboardBuilder['build']>): object {
  const shown = (each: object) => Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'placement'));
  return {
    ...dashboard,
    links: dashboard.links?.map(shown),
    annotations: { list: dashboard.annotations.list?.map(shown) },
    panels: dashboard.panels?.map((panel, i) => ({ ...panel, id: i + 1 })),
  };
}
