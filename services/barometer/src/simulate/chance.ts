/**
 * A stream of chance that always comes out the same for the same seed (xoshiro128**, seeded by splitmix32). Streams of
 * different keys are independent of each other: one week's outage does not depend on how many tickets came before it.
 */
export class Chance {
  private readonly state: [number, number, number, number];

  constructor(seed: number, ...keys: readonly number[]) {
    const mix = splitmix32(keys.reduce((hash, key) => splitmix32(hash ^ fold(key))(), fold(seed)));
    this.state = [mix(), mix(), mix(), mix()];
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    const [a, b, c, d] = this.state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    const third = c ^ a;
    const fourth = d ^ b;
    this.state[1] = b ^ third;
    this.state[0] = a ^ fourth;
    this.state[2] = third ^ shifted;
    this.state[3] = rotate(fourth, 11);
    return result / 2 ** 32;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  whole(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  /** @throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  }

  /** Picks by weight. @throws RangeError for an empty list. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    let left = this.next() * items.reduce((sum, { weight }) => sum + weight, 0);
    for (const item of items) {
      left -= item.weight;
      if (left < 0) return item;
    }
    return this.pick(items);
  }

  /** Around 0, with standard deviation 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Waiting times: half are shorter than the median, a few are many times as long. */
  around(median: number, spread = 0.8): number {
    return median * Math.exp(spread * this.normal());
  }

  /** How many of many unlikely things happen (Poisson). */
  count(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > floor; product *= this.next()) count += 1;
    return count;
  }
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** Both halves of a large number count. */
function fold(value: number): number {
  return (value | 0) ^ (Math.floor(value / 2 ** 32) | 0);
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
