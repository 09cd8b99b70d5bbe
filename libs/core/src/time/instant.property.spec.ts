import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '#core/time';

const FIRST = Date.parse('0000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

describe('instants', () => {
  it('are read back as they were written, in every year of four digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant);
      }),
      { numRuns: 2000 },
    );
  });

  it('are refused exactly where the platform’s own strict reading of the same date finds another day', () => {
    const two = (digits: number) => String(digits).padStart(2, '0');
    const date = fc.record({ year: fc.integer({ min: 1, max: 9999 }), month: fc.nat(14), day: fc.nat(33) });
    fc.assert(
      fc.property(date, ({ year, month, day }) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const naive = new Date(`${text}T00:00:00.000Z`);
        // Date.parse turns 30 February into a day of March; one that comes back changed does not exist.
        const exists = !Number.isNaN(naive.getTime()) && naive.toISOString().startsWith(text);
        expect(parseInstant(`${text}T00:00:00.000Z`)).toBe(exists ? naive.getTime() : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('are the same however the zone of UTC is written, in any digits', () => {
    const two = (digits: number) => String(digits).padStart(2, '0');
    const digits = fc.tuple(fc.nat(9999), fc.nat(14), fc.nat(33), fc.nat(25), fc.nat(61), fc.nat(61), fc.nat(999));
    fc.assert(
      fc.property(digits, ([year, month, day, hour, minute, second, milliseconds]) => {
        const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const time = `${two(hour)}:${two(minute)}:${two(second)}.${String(milliseconds).padStart(3, '0')}`;
        expect(parseInstant(`${date}T${time}Z`)).toBe(parseInstant(`${date}T${time}+00:00`));
      }),
      { numRuns: 5000 },
    );
  });
});
