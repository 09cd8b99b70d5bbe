import type { Dimension } from '#core/segments';
import { labelOf } from '#services/reader';
import { answersLink } from './answers-link.ts';
import { hasAspect, kpiNamed, kpiQuery } from './kpi-query.ts';
import { bars, numbers, timeline, type Line } from './panels.ts';
import { bandsOf, unitOf } from './units.ts';

const SAMPLES = 'samples';
const BEFORE = 'window before';

/** A KPI of the whole desk now, with the window before and the number of facts that it rests on. */
export function kpiNumber(id: string, width = 6) {
  const kpi = kpiNamed(id);
  const lines: Line[] = [{ expr: kpiQuery(id), legend: 'now' }];
  if (hasAspect(id, 'previous')) lines.push({ expr: kpiQuery(id, { aspect: 'previous' }), legend: BEFORE });
  if (hasAspect(id, 'samples')) lines.push({ expr: kpiQuery(id, { aspect: 'samples' }), legend: SAMPLES });
  const face = { title: kpi.title, description: about(id), ...unitOf(kpi), colours: bandsOf(kpi), width };
  return numbers(face, ...lines).overrideByName(SAMPLES, COUNT);
}

/** A KPI of the whole desk over time, between the bounds of its interval, with the window before. */
export function kpiTrend(id: string, width = 12) {
  const kpi = kpiNamed(id);
  const lines: Line[] = [{ expr: kpiQuery(id), legend: kpi.title }];
  if (hasAspect(id, 'low')) {
    lines.push({ expr: kpiQuery(id, { aspect: 'high' }), legend: '95 % interval, high' });
    lines.push({ expr: kpiQuery(id, { aspect: 'low' }), legend: '95 % interval, low' });
  }
  if (hasAspect(id, 'previous')) lines.push({ expr: kpiQuery(id, { aspect: 'previous' }), legend: BEFORE });
  const face = {
    title: `${kpi.title} over time`,
    description: about(id),
    ...unitOf(kpi),
    colours: bandsOf(kpi),
    width,
  };
  const light = [
    { id: 'custom.lineWidth', value: 0 },
    { id: 'color', value: { mode: 'fixed', fixedColor: 'semi-dark-blue' } },
  ];
  const between = [
    { id: 'custom.fillBelowTo', value: '95 % interval, low' },
    { id: 'custom.fillOpacity', value: 15 },
  ];
  return timeline(face, ...lines)
    .overrideByName('95 % interval, high', [...light, ...between])
    .overrideByName('95 % interval, low', light)
    .overrideByName(BEFORE, [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }]);
}

/** A KPI now, a bar for each slice, which leads to the answers behind it. */
export function kpiBySlice(id: string, by: Dimension, width = 8) {
  const kpi = kpiNamed(id);
  const face = {
    title: `${kpi.title} by ${nameOf(by)}`,
    description: about(id),
    ...unitOf(kpi),
    colours: bandsOf(kpi),
    width,
  };
  const panel = bars(face, { expr: `sort_desc(${kpiQuery(id, { by })})`, legend: legendOf(by) });
  return kpi.fact === 'answered' ? panel.dataLinks([answersLink(id, by)]) : panel;
}

/** How many facts a KPI rests on, a bar for each slice: what few of them say is chance. */
export function samplesBySlice(id: string, by: Dimension, width = 8) {
  const { title } = kpiNamed(id);
  const description = `How many facts "${title}" rests on. Of a handful, the value says little.`;
  const face = { title: `Samples of ${title} by ${nameOf(by)}`, description, unit: 'short', decimals: 0, width };
  return bars(face, { expr: `sort_desc(${kpiQuery(id, { by, aspect: SAMPLES })})`, legend: legendOf(by) });
}

/** A KPI over time, a line for each slice. */
export function sliceTrend(id: string, by: Dimension, width = 12) {
  const kpi = kpiNamed(id);
  const title = `${kpi.title} by ${nameOf(by)} over time`;
  const face = { title, description: about(id), ...unitOf(kpi), colours: bandsOf(kpi), width };
  return timeline(face, { expr: kpiQuery(id, { by }), legend: legendOf(by) });
}

/** How far a KPI has moved against the window before, a bar for each slice. */
export function changeBySlice(id: string, by: Dimension, width = 8) {
  const kpi = kpiNamed(id);
  const face = {
    title: `Change of ${kpi.title} by ${nameOf(by)}`,
    description: `Now less the window before it, in the same unit. ${about(id)}`,
    ...unitOf(kpi),
    width,
  };
  const expr = `sort_desc(${kpiQuery(id, { by })} - ${kpiQuery(id, { by, aspect: 'previous' })})`;
  return bars(face, { expr, legend: legendOf(by) });
}

const COUNT = [
  { id: 'unit', value: 'short' },
  { id: 'decimals', value: 0 },
  { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
];

const NAMES: Partial<Readonly<Record<Dimension, string>>> = { journeyStage: 'stage', segment: 'customer segment' };
const nameOf = (by: Dimension): string => NAMES[by] ?? by;
const legendOf = (by: Dimension): string => `{{${labelOf(by)}}}`;

/** Whose facts are counted, and from where a value is good. */
function about(id: string): string {
  const { cohort, bands } = kpiNamed(id);
  if (bands.length === 0) return cohort;
  const told = bands.map(({ name, above, atLeast }) =>
    above !== undefined
      ? `${name} above ${above}`
      : atLeast !== undefined
        ? `${name} from ${atLeast}`
        : `below it ${name}`,
  );
  return `${cohort} Colours: ${told.join(', ')}.`;
}
