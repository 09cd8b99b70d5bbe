import { queryOf, shownPanels, type DashboardModel, type PanelModel, type VariableModel } from './dashboard-model.ts';

type Finding = string | false | undefined;

/**
 * What is wrong with a dashboard, by the rules that grafana/dashboard-linter documents; each finding begins with the
 * rule's name. Its rules on the variable and the matcher `instance` are kept where the dashboard has that variable: a KPI is
 * the same in every replica, so to choose one of them would only invite to add them up.
 */
export function findingsOn(dashboard: DashboardModel): readonly string[] {
  const { templating, panels } = dashboard;
  const findings: Finding[] = [
    dashboard.editable && 'uneditable-dashboard: it can be changed in Grafana, and the change would be lost',
    ...variables(templating.list),
    ...panels.flatMap((panel) => (panel.type === 'row' ? [] : onPanel(panel, dashboard))),
  ];
  return findings.filter((finding) => typeof finding === 'string');
}

function variables(list: readonly VariableModel[]): Finding[] {
  const named = (name: string) => list.find((variable) => variable.name === name);
  const source = named('datasource');
  const isSource = source?.type === 'datasource' && queryOf(source) === 'prometheus' && source.label === 'Data source';
  const instance = named('instance');
  return [
    !isSource && 'template-datasource-rule: no variable "datasource" for a Prometheus, labelled "Data source"',
    !isTarget(named('job'), 'Job') && 'template-job-rule: no variable "job" that takes several and all',
    instance !== undefined &&
      !isTarget(instance, 'Instance') &&
      'template-instance-rule: the variable "instance" does not take several and all',
    ...list
      .filter(({ type }) => type === 'query')
      .flatMap((variable) => [
        variable.refresh !== 2 && `template-on-time-change-reload-rule: "${variable.name}" keeps old values`,
        !/^label_values\(.+, \w+\)$/.test(queryOf(variable)) &&
          `template-label-promql-rule: "${variable.name}" does not ask for the values of a label`,
      ]),
  ];
}

function isTarget(variable: VariableModel | undefined, label: string): boolean {
  return (
    variable?.type === 'query' &&
    variable.label === label &&
    variable.multi === true &&
    variable.includeAll === true &&
    variable.allValue === '.+' &&
    variable.datasource?.uid === '$datasource'
  );
}

function onPanel(panel: PanelModel, dashboard: DashboardModel): Finding[] {
  const { title, description, datasource, fieldConfig, targets = [] } = panel;
  const sources = new Set(
    dashboard.templating.list.filter(({ type }) => type === 'datasource').map(({ name }) => `$${name}`),
  );
  const own = [datasource, ...targets.map((target) => target.datasource)];
  const byInstance = dashboard.templating.list.some(({ name }) => name === 'instance');
  return [
    ...own.map(
      (source) => !sources.has(source?.uid ?? '') && 'panel-datasource-rule: it names a data source, not the variable',
    ),
    (title === '' || description === undefined || description === '') &&
      'panel-title-description-rule: it lacks one of both',
    fieldConfig?.defaults.unit === undefined && 'panel-units-rule: it has no unit',
    targets.length === 0 && 'panel-no-targets-rule: it asks for nothing',
    new Set(targets.map(({ refId }) => refId)).size < targets.length &&
      'panel-no-targets-rule: two queries have one name',
    ...targets.flatMap(({ expr }) => (expr === undefined ? [] : onQuery(expr, byInstance))),
  ].map((finding) => finding && `${finding} (${title})`);
}

function onQuery(expr: string, byInstance: boolean): Finding[] {
  const selectors = [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)].map(([, name = '', matchers = '']) => ({
    name,
    matchers,
  }));
  const bare = expr.replaceAll(/\{[^}]*\}/g, '{}').match(/\b(?:barometer|process|nodejs)[_:][\w:]*(?![\w:{])/g);
  return [
    bare !== null && `target-job-rule: ${bare.join(', ')} is asked of everything that Prometheus has`,
    ...selectors.flatMap(({ name, matchers }) => [
      !matchers.includes('job=~"$job"') && `target-job-rule: ${name} is not asked of the job`,
      byInstance &&
        !name.includes(':') &&
        !matchers.includes('instance=~"$instance"') &&
        `target-instance-rule: ${name} is not asked of the instance`,
      name.endsWith('_total') &&
        !new RegExp(`(?:rate|increase)\\(${name}\\{`).test(expr) &&
        `target-counter-agg-rule: ${name} is a counter; how high it is says nothing`,
    ]),
    // A count over a period of its own ("of a day") does not go by the width of the picture.
    /\brate\([^[]*\[(?!\$__rate_interval\])/.test(expr) &&
      'target-rate-interval-rule: the range is not $__rate_interval',
  ];
}

/** Panels of one dashboard that lie on each other, or stick out of the 24 columns. */
export function overlapsIn(dashboard: DashboardModel): readonly string[] {
  const placed = shownPanels(dashboard).flatMap(({ title, gridPos }) =>
    gridPos === undefined ? [] : [{ title, ...gridPos }],
  );
  return placed.flatMap((a, i) =>
    placed
      .slice(i + 1)
      .filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
      .map((b) => `"${a.title}" and "${b.title}" lie on each other`)
      .concat(a.x + a.w > 24 ? [`"${a.title}" sticks out`] : []),
  );
}
