import type { Band, KpiDefinition } from '#core/kpis';
import type { Cut } from '#core/segments';
import { code, enumerated } from '../markdown-table.ts';
import { formulaText, pickText } from './formula-text.ts';

/** Everything there is to say about one KPI. */
export function kpiSection(kpi: KpiDefinition, gauges: readonly string[]): string {
  const { words, maths, interval } = formulaText(kpi);
  const lines = [
    `- Counts: ${kpi.cohort}`,
    `- Read from: ${sourceOf(kpi)}.`,
    `- Value: ${words}`,
    `- Formula: ${code(maths)}`,
    `- Unit: ${kpi.unit}`,
    ...(kpi.bands.length === 0 ? [] : [`- Bands: ${bandsOf(kpi.bands)}`]),
    `- Interval: ${interval}.`,
    `- Watched: ${kpi.cuts.map(cutName).join(', ')}`,
    ...(kpi.smallGroups === undefined
      ? []
      : [
          `- Hidden: below ${kpi.smallGroups.minSamples} samples when cut by ${enumerated(kpi.smallGroups.dimensions, 'or')}`,
        ]),
    `- Prometheus: ${gauges.map(code).join(', ')}`,
  ];
  return `### ${kpi.id}\n\n**${kpi.title}**, version ${kpi.version}\n\n${lines.join('\n')}`;
}

function sourceOf({ fact, scales, where }: KpiDefinition): string {
  const on = scales === undefined ? '' : ` on ${enumerated(scales.map(code))}`;
  const only = where === undefined ? '' : `, where ${pickText(where)}`;
  return `${code(fact)}${on}${only}`;
}

function bandsOf(bands: readonly Band[]): string {
  return bands
    .map(({ name, above, atLeast }) => {
      if (above !== undefined) return `${name} above ${above}`;
      return atLeast === undefined ? `else ${name}` : `${name} from ${atLeast}`;
    })
    .join(', ');
}

function cutName(cut: Cut): string {
  return cut.length === 0 ? 'the whole desk' : `by ${enumerated(cut)}`;
}
