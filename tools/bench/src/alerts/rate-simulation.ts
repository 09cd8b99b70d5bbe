import { answerStream, type SimulatedAnswer } from './answer-stream.ts';
import { knowingPages, limitFor } from './best-possible.ts';
import { seededRandom } from './random.ts';
import { ours, THRESHOLD, tuned, usual, type PagingRule } from './rate-rules.ts';

export const SIZES = [3, 5, 8, 10, 15, 20, 30, 50, 100] as const;

/** What the share of good answers falls to, from a healthy 90 %. */
export const FALLS = [0.7, 0.6, 0.5, 0.4, 0.3] as const;

/** Windows are weeks. */
export const WEEKS_A_YEAR = 52;

const HEALTHY = 0.9;
const WARM_UP = 2;
/** Power is the chance of a page within this many windows after the fall. */
export const PATIENCE = 2;

export const RULES: readonly PagingRule[] = [usual, tuned, ours];

/** What a rule does with n answers a window. */
export interface RuleResult {
  readonly rule: string;
  /** Pages a year while the true share is the threshold itself: all of them are false. */
  readonly atEdge: number;
  /** The same while it is five points better. */
  readonly aboveEdge: number;
  readonly power: readonly Power[];
}

export interface Power {
  readonly after: number;
  /** The chance of a page within one window and within two. */
  readonly within: readonly [number, number];
  /** Windows from the fall to the page, half of those that were found sooner. */
  readonly medianDelay: number | undefined;
}

export interface SizeResult {
  readonly n: number;
  readonly rules: readonly RuleResult[];
  /** The best possible at as many false pages as our rule has. */
  readonly best: readonly Power[];
}

export function simulateRates(seed: number, { years, falls }: { years: number; falls: number }): SizeResult[] {
  return SIZES.map((n) => simulateSize(seed * 1_000 + n, n, years, falls));
}

function simulateSize(seed: number, n: number, years: number, falls: number): SizeResult {
  const random = seededRandom(seed);
  const many = (count: number, windows: number, goodAt: (at: number) => number) =>
    Array.from({ length: count }, () => answerStream(random, n, windows, goodAt));
  const edge = many(years, WEEKS_A_YEAR, () => THRESHOLD);
  const above = many(years, WEEKS_A_YEAR, () => THRESHOLD + 0.05);
  const fallen = FALLS.map((after) => many(falls, WARM_UP + PATIENCE, (at) => (at < WARM_UP ? HEALTHY : after)));
  const total = (rule: PagingRule, streams: readonly SimulatedAnswer[][]) =>
    streams.reduce((sum, answers) => sum + rule.pages(answers, WEEKS_A_YEAR).length, 0);
  const rules = RULES.map((rule) => ({
    rule: rule.name,
    atEdge: total(rule, edge) / years,
    aboveEdge: total(rule, above) / years,
    power: FALLS.map((after, i) =>
      powerOf(
        after,
        (fallen[i] as SimulatedAnswer[][]).map((answers) => rule.pages(answers, WARM_UP + PATIENCE)),
      ),
    ),
  }));
  const best = FALLS.map((after, i) => {
    const limit = limitFor(total(ours, edge), edge, after);
    return powerOf(
      after,
      (fallen[i] as SimulatedAnswer[][]).map((answers) => knowingPages(answers, after, limit)),
    );
  });
  return { n, rules, best };
}

function powerOf(after: number, runs: readonly number[][]): Power {
  const delays = runs.map((pages) => (pages.find((at) => at >= WARM_UP) ?? Infinity) - WARM_UP).sort((a, b) => a - b);
  const share = (windows: number) => delays.filter((delay) => delay <= windows).length / delays.length;
  const middle = delays[Math.floor(delays.length / 2)] as number;
  return { after, within: [share(1), share(PATIENCE)], medianDelay: Number.isFinite(middle) ? middle : undefined };
}
