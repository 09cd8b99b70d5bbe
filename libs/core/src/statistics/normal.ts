/**
 * P(Z > z) of the standard normal distribution, to 14 digits: the Taylor series of G. Marsaglia (Journal of Statistical
 * Software 11, 2004) near the middle, Laplace's continued fraction in the tail, where the series would cancel out.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  if (z > 38) return 0;
  return z < 3 ? 0.5 - density(z) * series(z) : density(z) / fraction(z);
}

/** The point that a standard normal variable stays below with that probability (0 < p < 1), to 13 digits. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`no quantile of probability ${probability}`);
  if (probability > 0.5) return -lowerQuantile(1 - probability);
  return lowerQuantile(probability);
}

/** For p ≤ 0.5: a rough start (Abramowitz and Stegun, 26.2.23), made exact by Halley's method. */
function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -t + (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let step = 0; step < 3; step += 1) {
    const error = (normalTail(-z) - p) / density(z);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let i = 3; term > 1e-17 * sum; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return sum;
}

function fraction(z: number): number {
  let value = z;
  for (let i = 160; i >= 1; i -= 1) value = z + i / value;
  return value;
}
