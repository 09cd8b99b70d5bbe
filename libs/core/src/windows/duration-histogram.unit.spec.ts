import { describe, expect, it } from 'vitest';
import { DAY } from '#core/time';
import { bucketOf, DurationHistogram, EXACT_UP_TO, middleOf } from '#core/windows';

const TEN_YEARS = 3653 * DAY;

function histogramOf(values: readonly number[]): DurationHistogram {
  const histogram = new DurationHistogram();
  for (const value of values) histogram.add(value, 1);
  return histogram;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** From 1 ms to ten years in steps of a third of a percent, and every neighbour of a power of two. */
function* durations(): Generator<number> {
  for (let value = 1; value <= TEN_YEARS; value = Math.max(value + 1, Math.floor(value * 1.0033))) yield value;
  for (let exponent = 1; 2 ** exponent <= TEN_YEARS; exponent += 1) {
    for (let distance = -3; distance <= 3; distance += 1) yield 2 ** exponent + distance;
  }
}

describe('a bucket', () => {
  it('has its middle within 1 % of every value in it, from 1 ms to ten years', () => {
    let worst = 0;
    for (const value of durations()) {
      if (value > 0) worst = Math.max(worst, Math.abs(middleOf(bucketOf(value)) - value) / value);
    }
    expect(worst).toBeLessThanOrEqual(1 / 128);
    // A bucket that were finer than it says would only cost memory, but nobody would know.
    expect(worst).toBeGreaterThan(0.007);
  });

  it('is exact below 128 ms', () => {
    for (let value = 0; value < 128; value += 1) expect(middleOf(bucketOf(value))).toBe(value);
  });

  it('never lies below that of a smaller value, and leaves no number out', () => {
    const values = [...durations()].filter((value) => value >= 0).sort((a, b) => a - b);
    let previous = 0;
    for (const value of values) {
      const bucket = bucketOf(value);
      expect(bucket).toBeGreaterThanOrEqual(previous);
      expect(bucket - previous).toBeLessThanOrEqual(1);
      previous = bucket;
    }
  });

  it.each([
    [2 ** 31 - 1, 2 ** 31],
    [2 ** 32 - 1, 2 ** 32],
    [2 ** 38 - 1, 2 ** 38],
  ])('of %d is the one before that of %d: where 32 bits end nothing jumps', (before, after) => {
    expect(bucketOf(after)).toBe(bucketOf(before) + 1);
  });
});

describe('a percentile', () => {
  it('is the value at the nearest rank, rounded up', () => {
    const histogram = histogramOf([15, 20, 35, 40, 50]);
    expect([0.05, 0.3, 0.4, 0.5, 1].map((q) => histogram.quantile(q))).toEqual([15, 20, 20, 35, 50]);
  });

  it('is exact for every count up to 256, in any order of arrival', () => {
    for (let n = 1; n <= EXACT_UP_TO; n += 1) {
      const values = upTo(n).map((value) => 1_000_003 * value);
      const histogram = histogramOf([...values].reverse());
      expect(histogram.quantile(0.5)).toBe(values[Math.ceil(n / 2) - 1]);
      expect(histogram.quantile(0.9)).toBe(values[Math.ceil((9 * n) / 10) - 1]);
    }
  });

  it('takes the right rank for tenths of large counts too, where rounding could lift it', () => {
    for (let tenth = 1; tenth <= 10_000; tenth += 1) {
      const histogram = new DurationHistogram();
      histogram.add(1, 9 * tenth);
      histogram.add(2, tenth);
      if (histogram.quantile(0.9) !== 1) expect.fail(`rank of ${10 * tenth} values`);
    }
  });

  it('is within 1 % above 256 values', () => {
    const values = upTo(257).map((value) => 1_000_003 * value);
    const exact = values[Math.ceil(0.9 * 257) - 1] as number;
    const read = histogramOf(values).quantile(0.9) as number;
    expect(read).not.toBe(exact);
    expect(Math.abs(read - exact) / exact).toBeLessThan(0.01);
  });

  it('does not exist without values', () => {
    expect(new DurationHistogram().quantile(0.5)).toBeUndefined();
  });
});

describe('a histogram that values leave again', () => {
  it('is exact again while there were never more than 512', () => {
    const histogram = histogramOf(upTo(512).map((value) => 1000 * value));
    for (let value = 101; value <= 512; value += 1) histogram.add(1000 * value, -1);
    expect(histogram.lacksValues).toBe(false);
    expect(histogram.quantile(0.5)).toBe(50_000);
  });

  it('says that it lacks its values once there were more, and keeps count, sum and squares exact', () => {
    const histogram = histogramOf(upTo(600).map((value) => 1000 * value));
    for (let value = 101; value <= 600; value += 1) histogram.add(1000 * value, -1);
    expect(histogram.lacksValues).toBe(true);
    const { n, sum, squares } = histogramOf(upTo(100).map((value) => 1000 * value));
    expect(histogram).toMatchObject({ n, sum, squares });
    expect(Math.abs((histogram.quantile(0.5) as number) - 50_000)).toBeLessThan(500);
  });

  it('knows its values again when all have left', () => {
    const histogram = histogramOf(upTo(600));
    for (const value of upTo(600)) histogram.add(value, -1);
    expect(histogram).toEqual(new DurationHistogram());
    histogram.add(1_000_003, 1);
    expect(histogram.quantile(0.5)).toBe(1_000_003);
  });

  it('keeps the values of many equal durations, which cost nothing', () => {
    const histogram = new DurationHistogram();
    histogram.add(1_000_003, 10_000);
    histogram.add(1_000_003, -9_990);
    expect(histogram.quantile(0.5)).toBe(1_000_003);
  });
});

describe('the sums of a histogram', () => {
  it('are exact beyond what a floating-point number holds', () => {
    const histogram = new DurationHistogram();
    histogram.add(TEN_YEARS, 1_000_000);
    histogram.add(1, 1);
    expect(histogram.sum).toBe(BigInt(TEN_YEARS) * 1_000_000n + 1n);
    expect(histogram.squares).toBe(BigInt(TEN_YEARS) ** 2n * 1_000_000n + 1n);
  });
});
