import { scaleOf, type ScaleId } from '#core/answers';
import type { KpiDefinition, Pick } from '#core/kpis';
import { code, enumerated } from '../markdown-table.ts';

/** A formula for people and for those who compute it again. */
export interface FormulaText {
  readonly words: string;
  readonly maths: string;
  readonly interval: string;
}

const WILSON = 'Wilson';
const STUDENT = "Student's t";
const NONE = 'none: nothing is estimated';

/** Tells how a definition's number comes about. */
export function formulaText(kpi: KpiDefinition): FormulaText {
  const { formula } = kpi;
  switch (formula.kind) {
    case 'net-score':
      return {
        words: 'The share of promoters less the share of detractors, from −100 to 100.',
        maths: '100 · (promoters − detractors) / n',
        interval: 'adjusted Wald: 3 is added to n, ¾ to promoters and to detractors',
      };
    case 'class-share':
      return {
        words: `The share of ${formula.class} answers.`,
        maths: `100 · ${formula.class} / n`,
        interval: WILSON,
      };
    case 'score-mean': {
      const { highest } = scaleOf(kpi.scales?.[0] as ScaleId);
      return formula.as === 'percent'
        ? {
            words: `The mean score, as a percentage of the highest one (${highest}).`,
            maths: `100 · Σ score / (${highest} · n)`,
            interval: STUDENT,
          }
        : { words: 'The mean score.', maths: 'Σ score / n', interval: STUDENT };
    }
    case 'share': {
      const among = formula.among === undefined ? '' : ` among those where ${pickText(formula.among)}`;
      const pending =
        formula.provisionalFor === undefined
          ? ''
          : ` What happened within ${formula.provisionalFor} before the window's end may still change: ` +
            '`parts.provisional` says how many those are.';
      return {
        words: `The share where ${pickText(formula.of)}${among}.${pending}`,
        maths: '100 · numerator / denominator',
        interval: WILSON,
      };
    }
    case 'mean':
      return {
        words: `The mean of ${code(formula.of)}.`,
        maths: `Σ ${formula.of} / n`,
        interval: STUDENT,
      };
    case 'duration':
      return {
        words: `The mean of ${code(formula.of)}; beside it the median (p50) and the 90th percentile (p90) by nearest rank.`,
        maths: `Σ ${formula.of} / n; pq = the value at rank ⌈q · n / 100⌉`,
        interval: `${STUDENT}, of the mean`,
      };
    case 'count':
      return { words: 'How many there are.', maths: 'n', interval: NONE };
    case 'per-day':
      return { words: 'How many there are, divided by the days of the window.', maths: 'n / days', interval: NONE };
    case 'stock':
      return {
        words: `How many have ever come in (${code(kpi.fact)}) before the end of the window, less those that have left (${code(formula.leaves)}). The window's length does not matter.`,
        maths: 'entered − left',
        interval: NONE,
      };
  }
}

/** `contacts` is 0 or 1 and `reopens` is 0 */
export function pickText(pick: Pick): string {
  return enumerated(
    Object.entries(pick).map(([field, wanted]) =>
      'atLeast' in wanted
        ? `${code(field)} is at least ${wanted.atLeast}`
        : `${code(field)} is ${enumerated(wanted.map(String), 'or')}`,
    ),
  );
}
