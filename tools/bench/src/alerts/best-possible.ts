import type { SimulatedAnswer } from './answer-stream.ts';
import { THRESHOLD } from './rate-rules.ts';

/**
 * The best that anybody can do: a CUSUM of likelihood ratios that has been told how far the share will fall. No other rule
 * with as few false pages finds the change sooner, in the worst case (G. Moustakides, Annals of Statistics 14, 1986). No
 * real rule knows how far a share will fall, so this is a bound, not a rival.
 *
 * @param after the share of good answers after the change; @param limit the evidence that pages
 */
export function knowingPages(answers: readonly SimulatedAnswer[], after: number, limit: number): number[] {
  const good = Math.log(after / THRESHOLD);
  const bad = Math.log((1 - after) / (1 - THRESHOLD));
  const pages: number[] = [];
  let [sum, firing] = [0, false];
  for (const answer of answers) {
    sum = Math.max(0, sum + (answer.good ? good : bad));
    if (!firing && sum > limit) pages.push(answer.at);
    firing = firing ? sum > 0 : sum > limit;
  }
  return pages;
}

/** The lowest limit at which it pages no more often than `pages` in all, over these streams. */
export function limitFor(pages: number, streams: readonly (readonly SimulatedAnswer[])[], after: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    const told = streams.reduce((sum, answers) => sum + knowingPages(answers, after, middle).length, 0);
    if (told > pages) low = middle;
    else high = middle;
  }
  return high;
}
