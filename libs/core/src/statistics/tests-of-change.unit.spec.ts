import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  benjaminiHochberg,
  countEvidence,
  cusum,
  fisherMidP,
  normalQuantile,
  normalTail,
  tQuantile,
  tTail,
  wilson,
  zOf,
} from '#core/statistics';

describe('the normal distribution', () => {
  // Computed from the complementary error function of the C library.
  it.each([
    [0, 0.5],
    [1, 0.158655253931457],
    [1.959963984540054, 0.025],
    [2.99, 0.00139488723549225],
    [3.01, 0.00130623844876947],
    [6, 9.86587645037698e-10],
    [-2, 0.977249868051821],
  ])('leaves above %d a share of %d', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 11);
  });

  it.each([
    [0.5, 0],
    [0.975, 1.95996398454005],
    [0.995, 2.5758293035489],
    [0.0005, -3.29052673149193],
    [1e-9, -5.99780701500769],
  ])('stays with probability %d below %d', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 10);
  });

  it('has no quantile of certainty', () => {
    expect(() => normalQuantile(1)).toThrow(RangeError);
    expect(() => normalQuantile(0)).toThrow(RangeError);
  });

  it('gives intervals of every level', () => {
    expect(zOf(0.95)).toBe(1.959963984540054);
    expect(zOf(0.99)).toBeCloseTo(2.5758293035489, 10);
    expect(wilson(3, 10, 0.99).high).toBeGreaterThan(wilson(3, 10).high);
    expect(wilson(3, 10, 0.99).level).toBe(0.99);
  });
});

describe("Student's t", () => {
  it.each([
    [0.995, 5, 4.03214298355523],
    [0.995, 30, 2.74999565356722],
    [0.995, 200, 2.60063443619],
    [0.9, 1, 3.07768353717525],
  ])('of probability %d with %i degrees of freedom is %d', (probability, freedom, quantile) => {
    expect(tQuantile(probability, freedom)).toBeCloseTo(quantile, 6);
    expect(tTail(quantile, freedom)).toBeCloseTo(1 - probability, 6);
    expect(tTail(-quantile, freedom)).toBeCloseTo(probability, 6);
  });
});

describe("Fisher's test with the mid-P correction", () => {
  it('is the tea test, by hand', () => {
    // Four cups of eight, three named rightly: P(≥ 3) = 17/70, of which 16/70 is the case itself, counted half.
    expect(fisherMidP({ hits: 1, n: 4 }, { hits: 3, n: 4 })).toBeCloseTo(9 / 70, 12);
  });

  it('has no opinion without answers, and a strong one of many', () => {
    expect(fisherMidP({ hits: 0, n: 0 }, { hits: 0, n: 0 })).toBeCloseTo(0.5, 12);
    expect(fisherMidP({ hits: 300, n: 1000 }, { hits: 500, n: 1000 })).toBeLessThan(1e-15);
  });

  it('gives both directions together certainty', () => {
    const hits = fc.nat(40).chain((n) => fc.record({ n: fc.constant(n), hits: fc.integer({ min: 0, max: n }) }));
    fc.assert(
      fc.property(hits, hits, (a, b) => {
        expect(fisherMidP(a, b) + fisherMidP(b, a)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('Benjamini and Hochberg', () => {
  it('adjust the fifteen values of their own example so that four are discoveries at 5 %', () => {
    const values = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const adjusted = benjaminiHochberg(values);
    expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(adjusted[0]).toBeCloseTo(0.0015, 10);
    expect(adjusted[14]).toBe(1);
  });

  it('do as the definition says, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (values) => {
        const adjusted = benjaminiHochberg(values);
        values.forEach((value, i) => {
          // The least q at which the step-up procedure rejects this value.
          const least = Math.min(
            1,
            ...values
              .filter((other) => other >= value)
              .map((other) => (other * values.length) / values.filter((each) => each <= other).length),
          );
          expect(adjusted[i]).toBeCloseTo(least, 12);
        });
      }),
    );
  });
});

describe('the chart of counts', () => {
  const density = (count: number, mean: number, overdispersion: number) => {
    if (overdispersion === 0) return count * Math.log(mean) - mean;
    const size = 1 / overdispersion;
    return (
      count * Math.log((overdispersion * mean) / (1 + overdispersion * mean)) -
      size * Math.log(1 + overdispersion * mean)
    );
  };

  it.each([0, 0.1, 1])('weighs a count by its likelihoods, overdispersion %d', (overdispersion) => {
    for (const count of [0, 1, 7, 40]) {
      const direct = density(count, 9, overdispersion) - density(count, 4.5, overdispersion);
      expect(countEvidence(count, { mean: 4.5, overdispersion }, 2)).toBeCloseTo(direct, 10);
    }
  });

  it('forgets a quiet past', () => {
    expect(cusum(2, -5)).toBe(0);
    expect(cusum(2, 1.5)).toBe(3.5);
  });
});
