import { nextGap } from './random.ts';

/** An answer of a simulated stream. Time is counted in windows: 1 is the length of the rule's window. */
export interface SimulatedAnswer {
  readonly at: number;
  readonly good: boolean;
}

/**
 * Answers that come by chance, `n` a window on average.
 *
 * @param goodAt the true share of good answers at an instant
 */
export function answerStream(
  random: () => number,
  n: number,
  windows: number,
  goodAt: (at: number) => number,
): SimulatedAnswer[] {
  const answers: SimulatedAnswer[] = [];
  for (let at = nextGap(random, n); at < windows; at += nextGap(random, n)) {
    answers.push({ at, good: random() < goodAt(at) });
  }
  return answers;
}
