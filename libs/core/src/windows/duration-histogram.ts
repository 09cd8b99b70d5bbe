import type { Milliseconds } from '#core/time';

/** Values are kept one by one while a histogram holds at most this many; its percentiles are then exact. */
export const EXACT_UP_TO = 256;

/** 64 buckets an octave: the middle of a bucket is at most 1/128 (0.8 %) away from any value in it. */
const OCTAVE = 64;

/**
 * The bucket of a duration: its exponent and the six bits behind the leading one. Whole numbers only, so that every
 * machine sorts alike. Values below 128 ms have a bucket each.
 *
 * @param value whole milliseconds, 0 or more
 */
export function bucketOf(value: Milliseconds): number {
  if (value < 2 * OCTAVE) return value;
  const high = Math.floor(value / 2 ** 32);
  const exponent = high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
  return (exponent - 6) * OCTAVE + Math.floor(value / 2 ** (exponent - 6));
}

/** The middle of a bucket, in milliseconds. */
export function middleOf(bucket: number): Milliseconds {
  if (bucket < 2 * OCTAVE) return bucket;
  const shift = Math.floor(bucket / OCTAVE) - 1;
  const width = 2 ** shift;
  return (bucket - shift * OCTAVE) * width + (width - 1) / 2;
}

/**
 * Durations summed so that every one can be taken out again without a residue: count, sum and sum of squares as exact
 * integers, and how many fell into each bucket. While there are few it also keeps the values themselves.
 */
export class DurationHistogram {
  n = 0;
  /** In milliseconds. */
  sum = 0n;
  /** In milliseconds squared. */
  squares = 0n;
  readonly buckets = new Map<number, number>();
  /** How often each value occurs; `undefined` once there were too many to keep. */
  values: Map<number, number> | undefined = new Map();

  /** @param value whole milliseconds, 0 or more; @param weight 1 adds it, −1 takes it out */
  add(value: Milliseconds, weight: number): void {
    const exact = BigInt(value);
    const times = BigInt(weight);
    this.n += weight;
    this.sum += times * exact;
    this.squares += times * exact * exact;
    addTo(this.buckets, bucketOf(value), weight);
    if (this.values !== undefined) addTo(this.values, value, weight);
    this.settle();
  }

  /** Adds (or with −1 takes out) all of another histogram. */
  merge(other: DurationHistogram, weight = 1): void {
    const times = BigInt(weight);
    this.n += weight * other.n;
    this.sum += times * other.sum;
    this.squares += times * other.squares;
    for (const [bucket, count] of other.buckets) addTo(this.buckets, bucket, weight * count);
    if (other.values === undefined) this.values = undefined;
    if (this.values !== undefined) {
      for (const [value, count] of other.values ?? []) addTo(this.values, value, weight * count);
    }
    this.settle();
  }

  /**
   * The value at the nearest rank ⌈q·n⌉ of the sorted values: exact up to 256 values, within 0.8 % above. Which of the two
   * it is depends on n alone, except in a histogram that `lacksValues`.
   *
   * @param q above 0, at most 1
   * @returns `undefined` when there are no values
   */
  quantile(q: number): Milliseconds | undefined {
    if (this.n <= 0) return undefined;
    const exact = this.n <= EXACT_UP_TO ? this.values : undefined;
    const counts = exact ?? this.buckets;
    const rank = Math.ceil(q * this.n);
    let passed = 0;
    for (const key of [...counts.keys()].sort((a, b) => a - b)) {
      passed += counts.get(key) ?? 0;
      if (passed >= rank) return exact === undefined ? middleOf(key) : key;
    }
    return undefined;
  }

  /**
   * Whether there are so few values that they should be known one by one, but are not: there were more than 512 and many
   * left again, or a part of them was read from the text of a histogram that had many. Count, sum and mean stay exact;
   * for percentiles the values must be read again.
   */
  get lacksValues(): boolean {
    return this.values === undefined && this.n <= EXACT_UP_TO && this.n > 0;
  }

  /** Whether nothing is left in it. */
  get isEmpty(): boolean {
    return this.n === 0 && this.buckets.size === 0 && this.sum === 0n && this.squares === 0n;
  }

  /**
   * Forgets the values when they are too many, with some head room, so that a window that hovers around the limit does
   * not lose them each time. Knows them again when there are none: a window that was once crowded and fell silent would
   * otherwise read roughly for ever.
   */
  private settle(): void {
    if (this.values === undefined) {
      if (this.isEmpty) this.values = new Map();
    } else if (this.n > 2 * EXACT_UP_TO && this.values.size > EXACT_UP_TO) {
      this.values = undefined;
    }
  }
}

/** Adds to a count and forgets it at zero, so that equal contents are equal maps. */
export function addTo<K>(counts: Map<K, number>, key: K, weight: number): void {
  const count = (counts.get(key) ?? 0) + weight;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
