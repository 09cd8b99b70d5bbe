import { classOf, SCALES, type Scale, type ScoreClass, type ScaleId } from '#core/answers';
import { code, markdownTable } from '../markdown-table.ts';

/** What the scores mean to the person who gives them. A new scale does not compile before it is explained. */
const MEANINGS: Readonly<Record<ScaleId, string>> = {
  'nps-0-10': 'Would you recommend us? 10 is surely. Promoter, passive, detractor',
  'csat-1-5': 'Are you satisfied? 5 is very',
  'csat-1-10': 'Are you satisfied? 10 is very',
  'ces-ease-1-7': 'Was it easy? 7 is very easy',
  'ces-effort-1-5': 'How much effort did it take? 5 is a great effort: the low end is the good one',
  'ease-1-5': 'Was it easy? 5 is very easy',
  'smiley-1-3': 'Which face? 3 is the happy one',
  'enps-0-10': 'As `nps-0-10`, asked of agents',
};

/** The table of all scales with their cut points. */
export function scalesTable(): string {
  const rows = SCALES.map((scale) => [
    code(scale.id),
    range(scale.lowest, scale.highest),
    scoresOf(scale, 'satisfied'),
    scoresOf(scale, 'neutral'),
    scoresOf(scale, 'dissatisfied'),
    MEANINGS[scale.id],
  ]);
  return markdownTable(['scale', 'scores', 'satisfied', 'neutral', 'dissatisfied', 'question'], rows);
}

function scoresOf(scale: Scale, wanted: ScoreClass): string {
  const scores = Array.from({ length: scale.highest - scale.lowest + 1 }, (_, i) => scale.lowest + i);
  const ofClass = scores.filter((score) => classOf(scale, score) === wanted);
  return range(Math.min(...ofClass), Math.max(...ofClass));
}

function range(from: number, to: number): string {
  return from === to ? String(from) : `${from} to ${to}`;
}
