/** How a score is meant: `satisfied` is promoter on NPS, happy on smileys, easy on effort scales. */
export type ScoreClass = 'satisfied' | 'neutral' | 'dissatisfied';

/**
 * A scale of scores with its own cut points and polarity. Scores of two scales are never mixed in a mean; only their
 * classes may be pooled.
 */
export interface Scale {
  readonly id: ScaleId;
  /** The number that stands for the scale in the ledger; never reused. */
  readonly code: number;
  readonly lowest: number;
  readonly highest: number;
  /** Inclusive bounds. What lies in neither is dissatisfied. */
  readonly satisfied: readonly [from: number, to: number];
  readonly neutral: readonly [from: number, to: number];
}

export type ScaleId =
  'nps-0-10' | 'csat-1-5' | 'csat-1-10' | 'ces-ease-1-7' | 'ces-effort-1-5' | 'ease-1-5' | 'smiley-1-3' | 'enps-0-10';

/** Sources of the cut points: docs/kpis.md, "Scales". */
export const SCALES: readonly Scale[] = [
  { id: 'nps-0-10', code: 1, lowest: 0, highest: 10, satisfied: [9, 10], neutral: [7, 8] },
  { id: 'csat-1-5', code: 2, lowest: 1, highest: 5, satisfied: [4, 5], neutral: [3, 3] },
  { id: 'csat-1-10', code: 3, lowest: 1, highest: 10, satisfied: [9, 10], neutral: [7, 8] },
  { id: 'ces-ease-1-7', code: 4, lowest: 1, highest: 7, satisfied: [5, 7], neutral: [4, 4] },
  { id: 'ces-effort-1-5', code: 5, lowest: 1, highest: 5, satisfied: [1, 2], neutral: [3, 3] },
  { id: 'ease-1-5', code: 6, lowest: 1, highest: 5, satisfied: [4, 5], neutral: [3, 3] },
  { id: 'smiley-1-3', code: 7, lowest: 1, highest: 3, satisfied: [3, 3], neutral: [2, 2] },
  { id: 'enps-0-10', code: 8, lowest: 0, highest: 10, satisfied: [9, 10], neutral: [7, 8] },
];

const byId = new Map<string, Scale>(SCALES.map((scale) => [scale.id, scale]));
const byCode = new Map<number, Scale>(SCALES.map((scale) => [scale.code, scale]));

/** @returns the scale of that id, or `undefined` when there is none. */
export function findScale(id: string): Scale | undefined {
  return byId.get(id);
}

/** @throws RangeError when no scale has that id. */
export function scaleOf(id: ScaleId): Scale {
  const scale = byId.get(id);
  if (scale === undefined) throw new RangeError(`no scale is called "${id}"`);
  return scale;
}

/** @throws RangeError when no scale has that code: the ledger was written by a newer version. */
export function scaleOfCode(code: number): Scale {
  const scale = byCode.get(code);
  if (scale === undefined) throw new RangeError(`no scale has the code ${code}`);
  return scale;
}

/** Whether the score is a whole number on the scale. */
export function isOnScale(scale: Scale, score: number): boolean {
  return Number.isInteger(score) && score >= scale.lowest && score <= scale.highest;
}

/** The class of a score that is on the scale. */
export function classOf(scale: Scale, score: number): ScoreClass {
  if (score >= scale.satisfied[0] && score <= scale.satisfied[1]) return 'satisfied';
  if (score >= scale.neutral[0] && score <= scale.neutral[1]) return 'neutral';
  return 'dissatisfied';
}
