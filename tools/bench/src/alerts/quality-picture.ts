import { chartSvg, type Chart, type Series } from './chart.ts';
import { FALLS, type Power, type RuleResult, type SizeResult } from './rate-simulation.ts';
import type { VolumeResult } from './volume-simulation.ts';

const COLOURS = ['#b0391b', '#c98a1b', '#2f6ea5', '#4d8a4d', '#6a5a9a'];

/** The picture of docs/alert-quality.md. */
export function qualityPicture(sizes: readonly SizeResult[], volumes: readonly VolumeResult[]): string {
  const charts = [falsePages(sizes), power(sizes), spikes(volumes)];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1160 430" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13" role="img" aria-labelledby="title desc">`,
    '  <title id="title">How often alerts are wrong, and how often they are right</title>',
    '  <desc id="desc">Three charts. False pages a year against the number of answers in a window: the fixed threshold is far above the tuned one and Barometer. The chance that a fall is found within two windows: Barometer is as good as the best possible. The share of volume spikes found, by their size.</desc>',
    '  <style>.paper { fill: #fcfcfa; stroke: #d8d8d2 } .grid { stroke: #e4e4de } .name { font-weight: 600; fill: #1c1c1a } .tick { fill: #3c3c38; font-size: 12px }</style>',
    '  <rect class="paper" x="1" y="1" width="1158" height="428" rx="10"/>',
    ...charts.map((chart, i) => `  ${chartSvg(chart, 55 + 380 * i, 60)}`),
    '</svg>',
  ].join('\n')}\n`;
}

function falsePages(sizes: readonly SizeResult[]): Chart {
  const names = (sizes[0]?.rules ?? []).map(({ rule }) => rule);
  return {
    title: 'False pages a year',
    x: { title: 'answers in a window', ticks: [3, 5, 10, 20, 50, 100], logarithmic: true },
    y: { title: 'while the true share is the threshold itself', ticks: [0.1, 1, 10, 100, 200], logarithmic: true },
    series: names.map((name, i) => ({
      name,
      colour: COLOURS[i] as string,
      points: sizes.map(({ n, rules }) => [n, Math.max(0.1, (rules[i] as RuleResult).atEdge)] as const),
    })),
  };
}

function power(sizes: readonly SizeResult[]): Chart {
  const shown = sizes.filter(({ n }) => [5, 10, 20].includes(n));
  const line = (name: string, colour: string, powers: readonly Power[]): Series => ({
    name,
    colour,
    points: powers.map(({ after, within }) => [100 * after, 100 * within[1]] as const),
  });
  return {
    title: 'Falls found within two windows, %',
    x: { title: 'share of good answers after the fall from 90 %', ticks: FALLS.map((after) => 100 * after) },
    y: { title: 'at as many false pages as Barometer has', ticks: [0, 25, 50, 75, 100] },
    series: shown.flatMap(({ n, rules, best }, i) => {
      const colour = COLOURS[i + 2] as string;
      return [
        line(`Barometer, n = ${n}`, colour, (rules.at(-1) as RuleResult).power),
        { ...line(`best possible, n = ${n}`, colour, best), dashed: true as const },
      ];
    }),
  };
}

function spikes(volumes: readonly VolumeResult[]): Chart {
  return {
    title: 'Spikes of twelve hours found, %',
    x: { title: 'times the usual volume', ticks: [1, 2, 3, 4, 5] },
    y: { title: 'before they were over', ticks: [0, 25, 50, 75, 100] },
    series: volumes.map(({ perHour, spikes }, i) => ({
      name: `${perHour} tickets an hour`,
      colour: COLOURS[i] as string,
      points: spikes.map(({ factor, found }) => [factor, 100 * found] as const),
    })),
  };
}
