import {
  hourOfWeekBaseline,
  judgeVolume,
  liveOn,
  loadAlertRules,
  NO_SPIKE,
  unborn,
  type VolumeRule,
} from '#core/alerts';
import { HOUR } from '#core/time';
import { poissonCount, seededRandom } from './random.ts';

const WEEK = 168;

/** Mean tickets an hour over the week, from a channel that hardly speaks to a whole desk. */
export const VOLUMES = [0.2, 1, 5, 20, 100] as const;

/** What the volume is multiplied by. */
export const SPIKES = [1.5, 2, 3, 5] as const;

/** A spike lasts that many hours. */
const SPIKE_HOURS = 12;

const rule = loadAlertRules().rules.find(({ id }) => id === 'ticket-spike') as VolumeRule;

export interface VolumeResult {
  readonly perHour: number;
  readonly falseAYear: number;
  /** The usual rule: an hour with more than twice the hours of the last week on average, and five at least. */
  readonly usualFalseAYear: number;
  readonly spikes: readonly SpikeResult[];
}

export interface SpikeResult {
  readonly factor: number;
  /** The share of spikes that were found before they were over. */
  readonly found: number;
  /** Hours from the beginning to the page, half of those that were found sooner. */
  readonly medianDelay: number | undefined;
}

export function simulateVolumes(seed: number, { years, spikes }: { years: number; spikes: number }): VolumeResult[] {
  return VOLUMES.map((perHour) => {
    const random = seededRandom(seed * 10_000 + Math.round(perHour * 10));
    let [pages, usual] = [0, 0];
    for (let year = 0; year < years; year += 1) {
      const counts = series(random, perHour, 56 * WEEK, () => 1);
      pages += pagesOf(counts).length;
      usual += usualPages(counts);
    }
    return {
      perHour,
      falseAYear: pages / years,
      usualFalseAYear: usual / years,
      spikes: SPIKES.map((factor) => spikeResult(random, perHour, factor, spikes)),
    };
  });
}

function spikeResult(random: () => number, perHour: number, factor: number, spikes: number): SpikeResult {
  const delays: number[] = [];
  for (let i = 0; i < spikes; i += 1) {
    // Spikes begin at working hours: an outage at night is reported in the morning.
    const start = 5 * WEEK + 24 * Math.floor(random() * 5) + 8 + Math.floor(random() * 6);
    const within = (hour: number) => hour >= start && hour < start + SPIKE_HOURS;
    const counts = series(random, perHour, start + SPIKE_HOURS, (hour) => (within(hour) ? factor : 1));
    delays.push((pagesOf(counts).find((hour) => within(hour)) ?? Infinity) - start + 1);
  }
  delays.sort((a, b) => a - b);
  const middle = delays[Math.floor(delays.length / 2)] as number;
  return {
    factor,
    found: delays.filter(Number.isFinite).length / delays.length,
    medianDelay: Number.isFinite(middle) ? middle : undefined,
  };
}

/** A desk's week: busy by day, quiet by night and at the weekend, and every day a bit different from what chance alone makes. */
function series(random: () => number, perHour: number, hours: number, factorAt: (hour: number) => number): number[] {
  let mood = 1;
  return Array.from({ length: hours }, (_, hour) => {
    // A day's own factor, uniform from 0.7 to 1.3: real days differ.
    if (hour % 24 === 0) mood = 0.7 + 0.6 * random();
    return poissonCount(random, perHour * shapeAt(hour) * mood * factorAt(hour));
  });
}

/** Its mean over a week is 1. */
function shapeAt(hour: number): number {
  const [day, ofDay] = [Math.floor(hour / 24) % 7, hour % 24];
  const isWorking = day < 5 && ofDay >= 8 && ofDay < 18;
  return isWorking ? 168 / (50 + 118 * 0.1) : (0.1 * 168) / (50 + 118 * 0.1);
}

function pagesOf(counts: readonly number[]): number[] {
  const countAt = (at: number) => counts[at / HOUR];
  const pages: number[] = [];
  let life = unborn(rule);
  let chart = NO_SPIKE;
  counts.forEach((count, hour) => {
    const judged = judgeVolume(rule, chart, count, hourOfWeekBaseline(hour * HOUR, rule.weeks, countAt));
    chart = judged.chart;
    const before = life.state;
    life = liveOn(rule, life, { at: hour * HOUR, revision: 0, verdict: judged.verdict });
    if (life.state === 'firing' && before !== 'firing') pages.push(hour);
  });
  return pages;
}

function usualPages(counts: readonly number[]): number {
  let [sum, pages, firing] = [0, 0, false];
  counts.forEach((count, hour) => {
    const high = hour >= WEEK && count >= 5 && count > (2 * sum) / WEEK;
    if (hour >= 4 * WEEK && high && !firing) pages += 1;
    firing = high;
    sum += count - (counts[hour - WEEK] ?? 0);
  });
  return pages;
}
