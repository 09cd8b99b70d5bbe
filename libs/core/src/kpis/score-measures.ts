import { classOf, scaleOf, scaleOfCode, type ScaleId, type ScoreClass } from '#core/answers';
import { adjustedWald } from '#core/statistics';
import type { Cell } from '#core/windows';
import type { KpiDefinition } from './definition.ts';
import { meanOf, proportion, type Measured } from './measured.ts';
import { picked } from './picking.ts';

/** 100 · (promoters − detractors) / n, in points. */
export function netScore(kpi: KpiDefinition, cell: Cell): Measured {
  const { satisfied, neutral, dissatisfied, n, distribution } = classesOf(kpi, cell);
  const parts = { promoters: satisfied, passives: neutral, detractors: dissatisfied };
  if (n === 0) return { value: null, n, parts, interval: null, distribution };
  const value = (100 * (satisfied - dissatisfied)) / n;
  return { value, n, parts, interval: adjustedWald(satisfied, dissatisfied, n), distribution };
}

/** The answers of one class as a percentage of all. */
export function classShare(kpi: KpiDefinition, cell: Cell, wanted: ScoreClass): Measured {
  const { n, distribution, ...parts } = classesOf(kpi, cell);
  return { ...proportion(parts[wanted], n), parts, distribution };
}

/** The mean score of the one scale that the definition names, or that mean as a percentage of the highest score. */
export function scoreMean(kpi: KpiDefinition, cell: Cell, as: 'score' | 'percent'): Measured {
  const { lowest, highest } = scaleOf(kpi.scales?.[0] as ScaleId);
  const distribution: Record<string, number> = {};
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const { label, score, count } of scoresOf(kpi, cell)) {
    addTo(distribution, label, count);
    n += count;
    sum += count * score;
    squares += count * score * score;
  }
  const unit = as === 'percent' ? { times: 100, per: highest } : { times: 1, per: 1 };
  const moments = { n, sum: BigInt(sum), squares: BigInt(squares) };
  return { ...meanOf(moments, unit, { low: lowest, high: highest }), parts: { sum, highest }, distribution };
}

interface Classes extends Record<ScoreClass, number> {
  readonly n: number;
  readonly distribution: Readonly<Record<string, number>>;
}

function classesOf(kpi: KpiDefinition, cell: Cell): Classes {
  const counts = { satisfied: 0, neutral: 0, dissatisfied: 0 };
  const distribution: Record<string, number> = {};
  let n = 0;
  for (const { scale, label, score, count } of scoresOf(kpi, cell)) {
    counts[classOf(scaleOfCode(scale), score)] += count;
    addTo(distribution, label, count);
    n += count;
  }
  return { ...counts, n, distribution };
}

interface ScoreCount {
  readonly scale: number;
  readonly score: number;
  readonly count: number;
  /** The score's name in a distribution. */
  readonly label: string;
}

/** In the order of scales and scores, so that a distribution's text does not depend on the order of arrival. */
function scoresOf(kpi: KpiDefinition, cell: Cell): ScoreCount[] {
  const scales = kpi.scales ?? [];
  const pick = { scale: scales.map((id) => scaleOf(id).code) };
  const scores = [...picked(cell, pick, kpi.where ?? {})].map(({ values, count }): ScoreCount => {
    const [scale, score] = values as [number, number];
    return { scale, score, count, label: scales.length === 1 ? String(score) : `${scaleOfCode(scale).id}:${score}` };
  });
  return scores.sort((a, b) => a.scale - b.scale || a.score - b.score);
}

function addTo(distribution: Record<string, number>, label: string, count: number): void {
  distribution[label] = (distribution[label] ?? 0) + count;
}
