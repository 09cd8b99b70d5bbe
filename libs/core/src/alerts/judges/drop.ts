import { benjaminiHochberg, fisherMidP, normalTail, tTail } from '#core/statistics';
import type { DropRule } from '../rules/rule.ts';
import { valueOf, type Sample } from './sample.ts';
import { spoken, type Verdict } from './verdict.ts';

/** A segment's window, and the window of the same length just before it. */
export interface Change {
  readonly current: Sample;
  readonly previous: Sample;
}

/**
 * Whether segments have moved against their previous window, all those of one look together: each is tested by itself, and
 * Benjamini and Hochberg's procedure keeps the share of false ones among the findings at `falseDiscoveries`, however many
 * segments there are. A finding must also matter: move by `leastChange`. It ends when the segment, tested alone, could
 * again be chance (p above 0.1), or has made up half of the change that matters.
 *
 * @returns a verdict for each change, in their order
 */
export function judgeDrops(rule: DropRule, changes: readonly Change[]): Verdict[] {
  const enough = changes.map(({ current, previous }) => Math.min(current.n, previous.n) >= rule.minSamples);
  const values = changes.map(({ current, previous }, i) =>
    enough[i] === true ? changeProbability(rule.side, current, previous) : undefined,
  );
  const tested = values.filter((value) => value !== undefined);
  const adjusted = benjaminiHochberg(tested);
  let next = 0;
  return changes.map((change, i): Verdict => {
    const alone = values[i];
    if (alone === undefined) return { says: 'unknown', because: 'one of the two windows has too few samples' };
    const together = adjusted[next] as number;
    next += 1;
    return verdictOf(rule, change, alone, together);
  });
}

/** How surprising the change is if nothing has changed: a one-sided p-value. */
export function changeProbability(side: DropRule['side'], current: Sample, previous: Sample): number {
  const [worse, better] = side === 'down' ? [current, previous] : [previous, current];
  if (worse.kind === 'share' && better.kind === 'share') return fisherMidP(worse, better);
  if (worse.kind === 'net' && better.kind === 'net') {
    const spread = Math.sqrt(netVariance(worse) + netVariance(better));
    return normalTail((netScore(better) - netScore(worse)) / spread);
  }
  if (worse.kind === 'mean' && better.kind === 'mean') return welch(worse, better);
  throw new RangeError(`a ${worse.kind} cannot be held against a ${better.kind}`);
}

function verdictOf(rule: DropRule, { current, previous }: Change, alone: number, together: number): Verdict {
  const now = valueOf(current) ?? 0;
  const then = valueOf(previous) ?? 0;
  const change = rule.side === 'down' ? then - now : now - then;
  const chance = `p = ${alone.toPrecision(2)}, ${together.toPrecision(2)} among all segments`;
  const because = `${rule.kpi} went from ${spoken(then)} (n = ${previous.n}) to ${spoken(now)} (n = ${current.n}; ${chance})`;
  if (together <= rule.falseDiscoveries && change >= rule.leastChange) return { says: 'breach', because };
  return { says: alone > 0.1 || change < rule.leastChange / 2 ? 'clear' : 'between', because };
}

/** With the three pseudo-answers of the adjusted Wald interval, in shares of one. */
function netScore({ promoters, detractors, n }: Extract<Sample, { kind: 'net' }>): number {
  return (promoters - detractors) / (n + 3);
}

function netVariance(sample: Extract<Sample, { kind: 'net' }>): number {
  const size = sample.n + 3;
  const either = (sample.promoters + sample.detractors + 1.5) / size;
  return (either - netScore(sample) ** 2) / size;
}

/** B. L. Welch's test of two means with variances of their own (Biometrika 34, 1947). */
function welch(worse: Extract<Sample, { kind: 'mean' }>, better: Extract<Sample, { kind: 'mean' }>): number {
  const [a, b] = [(worse.standardError ?? 0) ** 2, (better.standardError ?? 0) ** 2];
  const difference = better.mean - worse.mean;
  if (a + b === 0) return difference > 0 ? 0 : 1;
  const freedom = (a + b) ** 2 / (a ** 2 / (worse.n - 1) + b ** 2 / (better.n - 1));
  return tTail(difference / Math.sqrt(a + b), freedom);
}
