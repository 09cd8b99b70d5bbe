import { describe, expect, it } from 'vitest';
import { adjustedWald, sampleVariance, tInterval, tQuantile975, wilson } from '#core/statistics';

describe('the Wilson interval', () => {
  // Published examples, to the digits that they give.
  it.each([
    // R. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is as published', (hits, n, low, high) => {
    const interval = wilson(hits, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is bounded by the two shares that a normal test would just not reject', () => {
    const z = 1.959963984540054;
    for (const [hits, n] of [
      [7, 10],
      [1, 3],
      [999, 1000],
      [123, 4567],
    ] as const) {
      const { low, high } = wilson(hits, n);
      for (const bound of [low, high]) {
        expect(Math.abs(hits / n - bound) / Math.sqrt((bound * (1 - bound)) / n)).toBeCloseTo(z, 9);
      }
    }
  });

  it('stays between 0 and 1, and reaches an end exactly when all or none are hits', () => {
    for (let n = 1; n <= 300; n += 1) {
      expect(wilson(0, n).low).toBe(0);
      expect(wilson(n, n).high).toBe(1);
      expect(wilson(0, n).high).toBeLessThan(1);
      expect(wilson(n, n).low).toBeGreaterThan(0);
    }
  });

  it('says its level and method', () => {
    expect(wilson(1, 2)).toMatchObject({ level: 0.95, method: 'wilson' });
  });
});

describe('the adjusted Wald interval of a net score', () => {
  it('is the one of docs/kpis.md, computed by hand', () => {
    // 10 promoters, 15 passives, 15 detractors: 43 with the pseudo-answers, p = 10.75/43 = 0.25, d = 15.75/43.
    const p = 0.25;
    const d = 15.75 / 43;
    const half = 1.959963984540054 * Math.sqrt((p + d - (p - d) * (p - d)) / 43);
    const interval = adjustedWald(10, 15, 40);
    expect(interval.low).toBeCloseTo(100 * (p - d - half), 10);
    expect(interval.high).toBeCloseTo(100 * (p - d + half), 10);
    // The same numbers written out, so that the formula above is checked too.
    expect(interval.low).toBeCloseTo(-34.8331, 4);
    expect(interval.high).toBeCloseTo(11.5773, 4);
  });

  it.each([
    [0, 1, 1],
    [1, 0, 1],
    [0, 2, 2],
  ])(
    'holds the score of a handful of equal answers: %i promoters and %i detractors of %i',
    (promoters, detractors, n) => {
      // Found in a demo: one detractor, a score of −100, and an interval from −98.5.
      const score = (100 * (promoters - detractors)) / n;
      const { low, high } = adjustedWald(promoters, detractors, n);
      expect(low).toBeLessThanOrEqual(score);
      expect(high).toBeGreaterThanOrEqual(score);
    },
  );

  it('keeps a width when everybody answers alike, where the plain Wald interval has none', () => {
    const { low, high } = adjustedWald(5, 0, 5);
    expect(high).toBe(100);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(60);
  });

  it('stays between −100 and 100', () => {
    for (let n = 1; n <= 50; n += 1) {
      for (let promoters = 0; promoters <= n; promoters += 1) {
        const { low, high } = adjustedWald(promoters, n - promoters, n);
        expect(low).toBeGreaterThanOrEqual(-100);
        expect(high).toBeLessThanOrEqual(100);
        expect(low).toBeLessThan(high);
      }
    }
  });
});

describe('the t quantile', () => {
  // Computed with 30 digits from the incomplete beta function.
  it.each([
    [1, 12.7062047361747],
    [2, 4.30265272974946],
    [5, 2.57058183563632],
    [10, 2.22813885198627],
    [30, 2.04227245630124],
    [99, 1.98421695158642],
    [100, 1.98397151852355],
    [101, 1.98373100295561],
    [1000, 1.96233908082641],
    [10_000, 1.96020123989063],
  ])('of %d degrees of freedom is %d', (freedom, quantile) => {
    expect(Math.abs(tQuantile975(freedom) - quantile)).toBeLessThan(2e-10);
  });

  it('falls towards the normal one', () => {
    let previous = Infinity;
    for (let freedom = 1; freedom <= 400; freedom += 1) {
      const quantile = tQuantile975(freedom);
      expect(quantile).toBeLessThan(previous);
      previous = quantile;
    }
    expect(tQuantile975(1e12)).toBeCloseTo(1.959963984540054, 11);
  });
});

describe('the t interval', () => {
  it('of 1, 2, 3, 4, 5 is 3 ± 1.9632', () => {
    const interval = tInterval(3, sampleVariance(5, 15n, 55n), 5);
    expect(interval).toMatchObject({ level: 0.95, method: 't' });
    expect(interval?.low).toBeCloseTo(3 - 1.96324, 5);
    expect(interval?.high).toBeCloseTo(3 + 1.96324, 5);
  });

  it('does not exist for one value', () => {
    expect(tInterval(3, 0, 1)).toBeUndefined();
  });
});

describe('the sample variance', () => {
  it('is exact where floating point would cancel to noise', () => {
    // Three values around ten years in milliseconds, one apart: their variance is 1.
    const middle = 315_360_000_000n;
    const values = [middle - 1n, middle, middle + 1n];
    const sum = values.reduce((a, b) => a + b);
    const squares = values.reduce((a, b) => a + b * b, 0n);
    expect(sampleVariance(3, sum, squares)).toBe(1);
  });

  it('of one value is 0', () => {
    expect(sampleVariance(1, 5n, 25n)).toBe(0);
  });
});
