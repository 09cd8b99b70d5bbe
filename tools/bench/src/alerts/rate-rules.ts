import { judgeRate, liveOn, loadAlertRules, unborn, type RateRule, type Verdict } from '#core/alerts';
import type { SimulatedAnswer } from './answer-stream.ts';

/** A way to page about a share of good answers that has fallen below a threshold. */
export interface PagingRule {
  readonly name: string;
  /** When it pages, in windows. */
  pages(answers: readonly SimulatedAnswer[], windows: number): number[];
}

/** The threshold of the simulation: 80 % good answers. */
export const THRESHOLD = 0.8;

/** The shipped rate rule's parameters, on the simulation's threshold. The length of a window is 1. */
const shipped: RateRule = {
  ...(loadAlertRules().rules.find(({ id }) => id === 'csat-low') as RateRule),
  threshold: 100 * THRESHOLD,
  resolveAt: 100 * THRESHOLD,
  keepFor: 1,
};

/** Our rule, judged by the shipped judge and given life by the shipped life, at every answer that comes or leaves. */
export const ours: PagingRule = windowed('Barometer', shipped, (hits, n) =>
  judgeRate(shipped, { kind: 'share', hits, n }),
);

/** "Page when fewer than 80 % of the answers in the window are good", as products offer it. */
export const usual = fixedThreshold('fixed threshold', { below: THRESHOLD, minSamples: 1, for: 0 });

/** The same by somebody who knows his trade: ten points of slack, ten answers at least, for half a day of a week. */
export const tuned = fixedThreshold('fixed, tuned', { below: THRESHOLD - 0.1, minSamples: 10, for: 1 / 14 });

function fixedThreshold(
  name: string,
  { below, minSamples, for: lasting }: { below: number; minSamples: number; for: number },
): PagingRule {
  return windowed(name, { severity: 'critical', for: lasting, keepFor: 1 }, (hits, n): Verdict => {
    if (n < minSamples) return { says: 'unknown', because: '' };
    return { says: hits / n < below ? 'breach' : hits / n >= THRESHOLD ? 'clear' : 'between', because: '' };
  });
}

/** Looks at the window each time that an answer enters or leaves it, and once more when `for` may be over. */
function windowed(
  name: string,
  rule: Pick<RateRule, 'severity' | 'for' | 'keepFor'>,
  judge: (hits: number, n: number) => Verdict,
): PagingRule {
  const verdicts = new Map<number, Verdict>();
  const verdictOn = (hits: number, n: number): Verdict => {
    const key = n * 65_536 + hits;
    const verdict = verdicts.get(key) ?? judge(hits, n);
    verdicts.set(key, verdict);
    return verdict;
  };
  return {
    name,
    pages(answers, windows) {
      const pages: number[] = [];
      let life = unborn(rule);
      let [hits, n, oldest] = [0, 0, 0];
      const look = (at: number) => {
        const before = life.state;
        life = liveOn(rule, life, { at, revision: 0, verdict: verdictOn(hits, n) });
        if (life.state === 'firing' && before !== 'firing') pages.push(at);
      };
      const until = (to: number) => {
        for (;;) {
          const leaves = answers[oldest]?.at ?? Infinity;
          // A hair later than `for`: rounding must not let it look for ever at an instant that is just not there yet.
          const ripe = life.state === 'pending' ? life.since + rule.for + 1e-9 : Infinity;
          const next = Math.min(oldest < entered ? leaves + 1 : Infinity, ripe);
          if (next >= to) return;
          if (next !== ripe) {
            n -= 1;
            hits -= answers[oldest]?.good === true ? 1 : 0;
            oldest += 1;
          }
          look(next);
        }
      };
      let entered = 0;
      for (const { at, good } of answers) {
        until(at);
        entered += 1;
        n += 1;
        hits += good ? 1 : 0;
        look(at);
      }
      until(windows);
      return pages;
    },
  };
}
