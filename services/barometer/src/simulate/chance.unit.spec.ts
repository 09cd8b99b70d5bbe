import { describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';

const draw = (chance: Chance, count = 5) => Array.from({ length: count }, () => chance.next());
const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe('chance', () => {
  it('repeats itself for the same seed and keys, and for no others', () => {
    expect(draw(new Chance(7, 1, 2))).toEqual(draw(new Chance(7, 1, 2)));
    const streams = [
      new Chance(7, 1, 2),
      new Chance(7, 2, 1),
      new Chance(8, 1, 2),
      new Chance(7, 1),
      new Chance(7, 1, 2 + 2 ** 32),
    ];
    expect(new Set(streams.map((chance) => draw(chance, 1)[0])).size).toBe(5);
  });

  it('is even between 0 and 1', () => {
    const cells = Array.from({ length: 10 }, () => 0);
    for (const value of draw(new Chance(7), 100_000))
      cells[Math.floor(value * 10)] = (cells[Math.floor(value * 10)] ?? 0) + 1;
    for (const cell of cells) expect(Math.abs(cell - 10_000)).toBeLessThan(500);
  });

  it('is even over the first draws of neighbouring streams, too', () => {
    const first = Array.from({ length: 20_000 }, (_, key) => new Chance(7, 2, key).next());
    expect(mean(first)).toBeCloseTo(0.5, 1);
    expect(first.filter((value) => value < 0.1).length / first.length).toBeCloseTo(0.1, 1);
  });

  it.each([0, 0.4, 5, 200])('counts %d events in the mean', (expected) => {
    const chance = new Chance(7, expected);
    const counts = Array.from({ length: 4_000 }, () => chance.count(expected));
    expect(Math.abs(mean(counts) - expected)).toBeLessThan(0.1 + expected * 0.02);
    expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
  });

  it('picks by weight, whole numbers with both ends, and waits around a median', () => {
    const chance = new Chance(3);
    const picks = Array.from(
      { length: 10_000 },
      () =>
        chance.weighted([
          { name: 'a', weight: 1 },
          { name: 'b', weight: 3 },
        ]).name,
    );
    expect(picks.filter((pick) => pick === 'b').length / picks.length).toBeCloseTo(0.75, 1);
    expect(new Set(Array.from({ length: 200 }, () => chance.whole(2, 4)))).toEqual(new Set([2, 3, 4]));
    const waits = Array.from({ length: 4_001 }, () => chance.around(60)).toSorted((a, b) => a - b);
    expect(Math.abs((waits[2_000] ?? 0) - 60)).toBeLessThan(5);
    expect(() => chance.pick([])).toThrow(RangeError);
  });
});
