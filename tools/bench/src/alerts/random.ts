/** Numbers from 0 to 1 that a seed decides: mulberry32 (T. Ettinger), good enough for a simulation and the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The time to the next event of a Poisson process with that many a unit of time. */
export function nextGap(random: () => number, rate: number): number {
  return -Math.log(1 - random()) / rate;
}

/** A Poisson count, by multiplication for small means and as a sum of small ones for great ones. */
export function poissonCount(random: () => number, mean: number): number {
  if (mean > 30) return poissonCount(random, mean / 2) + poissonCount(random, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
