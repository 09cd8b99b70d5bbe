import * as fc from 'fast-check';
import { DAY, HOUR, type Instant, type Milliseconds } from '#core/time';

/** Generated histories begin here: a midnight, so that hours and days end inside them. */
export const BEGINNING: Instant = Date.parse('2026-11-18T00:00:00Z');

/** And last this long. */
export const LENGTH: Milliseconds = 4 * DAY;

/** Instants that like to coincide: mostly whole hours, some a millisecond beside one, some anywhere. */
export const instant: fc.Arbitrary<Instant> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(LENGTH / HOUR).map((hours) => BEGINNING + hours * HOUR) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(LENGTH / HOUR), fc.constantFrom(-1, 1))
      .map(([hours, aside]) => BEGINNING + hours * HOUR + aside),
  },
  { weight: 2, arbitrary: fc.nat(LENGTH).map((milliseconds) => BEGINNING + milliseconds) },
);

/** How long after it happened something became known: mostly at once, sometimes long after everything else. */
export const delay: fc.Arbitrary<Milliseconds> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(1, HOUR, DAY) },
  { weight: 1, arbitrary: fc.nat(2 * LENGTH) },
);
