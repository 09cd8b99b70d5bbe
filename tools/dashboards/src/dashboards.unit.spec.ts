import { describe, expect, it } from 'vitest';
import type { DashboardModel, PanelModel, TargetModel } from './dashboard-model.ts';
import { shownPanels } from './dashboard-model.ts';
import { dashboardFiles } from './dashboards.ts';
import { findingsOn, overlapsIn } from './lint.ts';

const dashboards = dashboardFiles().map(({ path, content }) => ({
  path,
  model: JSON.parse(content()) as DashboardModel,
}));
const overview = dashboards[0]!.model;

describe.each(dashboards)('$path', ({ model }) => {
  it('has no finding of the rules of dashboard-linter', () => {
    expect(findingsOn(model)).toEqual([]);
  });

  it('can be provisioned from a file, and is laid out', () => {
    expect(model.schemaVersion).toBe(42);
    expect(model.uid).toMatch(/^barometer-[a-z-]{1,30}$/);
    expect(shownPanels(model).length).toBeGreaterThan(5);
    expect(overlapsIn(model)).toEqual([]);
  });

  it('numbers its panels', () => {
    const ids = model.panels.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('has no two panels of one title, and marks what was changed', () => {
    const titles = shownPanels(model).map(({ title }) => title);
    expect(titles).toEqual([...new Set(titles)]);
    expect(model.annotations.list.map(({ name }) => name)).toEqual(['Actions', 'New version', 'Alerts']);
  });
});

describe('a fault', () => {
  const first = shownPanels(overview)[0] as PanelModel;
  const panel = (changes: Partial<PanelModel>): DashboardModel => ({ ...overview, panels: [{ ...first, ...changes }] });
  const asked = (expr: string): DashboardModel =>
    panel({ targets: [{ refId: 'A', datasource: { uid: '$datasource' }, expr } satisfies TargetModel] });
  const without = (name: string): DashboardModel => ({
    ...overview,
    templating: { list: overview.templating.list.filter((variable) => variable.name !== name) },
  });
  const changed = (name: string, changes: object): DashboardModel => ({
    ...overview,
    templating: {
      list: overview.templating.list.map((each) => (each.name === name ? { ...each, ...changes } : each)),
    },
  });

  it.each([
    ['uneditable-dashboard', { ...overview, editable: true }],
    ['template-datasource-rule', without('datasource')],
    ['template-job-rule', without('job')],
    ['template-job-rule', changed('job', { allValue: '.*' })],
    ['template-on-time-change-reload-rule', changed('job', { refresh: 1 })],
    ['template-label-promql-rule', changed('job', { query: 'metrics(x)' })],
    ['panel-datasource-rule', panel({ datasource: { uid: 'P1809F7CD0C75ACF3' } })],
    ['panel-title-description-rule', panel({ description: '' })],
    ['panel-units-rule', panel({ fieldConfig: { defaults: {} } })],
    ['panel-no-targets-rule', panel({ targets: [] })],
    ['target-job-rule', asked('max(barometer_backlog_tickets{team=""})')],
    ['target-job-rule', asked('max(barometer_backlog_tickets)')],
    ['target-counter-agg-rule', asked('sum(barometer_tickets_total{job=~"$job"})')],
    ['target-rate-interval-rule', asked('rate(barometer_tickets_total{job=~"$job"}[5m])')],
  ])('against %s is found', (rule, broken) => {
    expect(findingsOn(broken).some((finding) => finding.startsWith(`${rule}:`))).toBe(true);
  });

  it('in the layout is found', () => {
    const at = (x: number) => ({ ...first, gridPos: { x, y: 0, w: 12, h: 5 } });
    expect(overlapsIn({ ...overview, panels: [at(0), at(11)] })).toHaveLength(1);
    expect(overlapsIn({ ...overview, panels: [at(0), at(12)] })).toEqual([]);
    expect(overlapsIn({ ...overview, panels: [at(13)] })).toHaveLength(1);
  });
});
