import type { Line } from '../measurements.ts';
import { FALLS, PATIENCE, type Power, type RuleResult, type SizeResult } from './rate-simulation.ts';
import type { VolumeResult } from './volume-simulation.ts';

/** How many answers a window the goals are set for. */
const GOAL_SIZES = [5, 8, 10, 15, 20];
const FEWER = 5;
const POINTS = 10;

/** False pages of our rate rule, held against fixed thresholds. */
export function falsePageLines(sizes: readonly SizeResult[]): Line[] {
  return sizes.map(({ n, rules }) => {
    const [usual, tuned, ours] = rules as [RuleResult, RuleResult, RuleResult];
    const fewer = usual.atEdge / ours.atEdge;
    const line = {
      what: `n = ${n}: false pages a year at the threshold (5 points above it): fixed, tuned, Barometer`,
      value: [usual, tuned, ours].map((rule) => `${few(rule.atEdge)} (${few(rule.aboveEdge)})`).join(', '),
    };
    if (!GOAL_SIZES.includes(n)) return line;
    return { ...line, goal: `≥ ${FEWER}x fewer than fixed`, met: fewer >= FEWER };
  });
}

/** Power of our rate rule, held against the best possible at as many false pages. */
export function powerLines(sizes: readonly SizeResult[]): Line[] {
  return sizes.map(({ n, rules, best }) => {
    const [, tuned, { power: ours }] = rules as [RuleResult, RuleResult, RuleResult];
    const line = {
      what: `n = ${n}: found within ${PATIENCE} windows when 90 % falls to ${FALLS.map((after) => 100 * after).join(', ')} %: fixed, tuned | Barometer | best possible`,
      value: `${percents(tuned.power)} | ${percents(ours)} | ${percents(best)}`,
    };
    if (!GOAL_SIZES.includes(n)) return line;
    return { ...line, goal: `within ${POINTS} points`, met: greatestLoss(ours, best) <= POINTS / 100 };
  });
}

export function delayLines(sizes: readonly SizeResult[]): Line[] {
  return sizes.map(({ n, rules, best }) => {
    const ours = (rules.at(-1) as RuleResult).power;
    return {
      what: `n = ${n}: median windows from the fall to the page: Barometer | best possible`,
      value: `${delays(ours)} | ${delays(best)}`,
    };
  });
}

export function volumeLines(volumes: readonly VolumeResult[]): Line[] {
  return volumes.flatMap(({ perHour, falseAYear, usualFalseAYear, spikes }) => [
    {
      what: `${perHour} tickets an hour: false spikes a year: twice last week's mean, Barometer`,
      value: `${few(usualFalseAYear)}, ${few(falseAYear)}`,
    },
    {
      what: `${perHour} tickets an hour: spikes of 12 h found, and median hours until then, at ${spikes.map(({ factor }) => `${factor}x`).join(', ')}`,
      value: spikes
        .map(
          ({ found, medianDelay }) => `${Math.round(100 * found)} % (${medianDelay === undefined ? '–' : medianDelay})`,
        )
        .join(', '),
    },
  ]);
}

/** How many points the best possible finds more often, at the fall where the difference is greatest; within 2 windows. */
export function greatestLoss(ours: readonly Power[], best: readonly Power[]): number {
  return Math.max(...ours.map(({ within }, i) => (best[i] as Power).within[1] - within[1]));
}

function percents(power: readonly Power[]): string {
  return power.map(({ within }) => Math.round(100 * within[1])).join(' ');
}

function delays(power: readonly Power[]): string {
  return power.map(({ medianDelay }) => (medianDelay === undefined ? '–' : medianDelay.toFixed(1))).join(' ');
}

function few(count: number): string {
  return count >= 10 ? count.toFixed(0) : count.toFixed(1);
}
