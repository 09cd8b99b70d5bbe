import { describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '#core/time';

describe('an instant is read from a date-time', () => {
  it.each([
    ['in UTC', '2026-11-20T10:15:00.000Z', '2026-11-20T10:15:00.000Z'],
    ['without seconds', '2026-11-20T10:15Z', '2026-11-20T10:15:00.000Z'],
    ['in lower case', '2026-11-20t10:15:00z', '2026-11-20T10:15:00.000Z'],
    ['east of Greenwich', '2026-11-20T11:15:00+01:00', '2026-11-20T10:15:00.000Z'],
    ['west of Greenwich', '2026-11-20T05:45:00-04:30', '2026-11-20T10:15:00.000Z'],
    ['with a zone without a colon', '2026-11-20T11:15:00+0100', '2026-11-20T10:15:00.000Z'],
    ['with the furthest zone', '2026-11-21T04:15:00+18:00', '2026-11-20T10:15:00.000Z'],
    ['with tenths of a second', '2026-11-20T10:15:00.2Z', '2026-11-20T10:15:00.200Z'],
    ['with nanoseconds, cut off', '2026-11-20T10:15:00.123999999Z', '2026-11-20T10:15:00.123Z'],
    ['on a leap day', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['on a leap day of a century', '2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['that its zone moves into the next year', '2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00.000Z'],
    ['that its zone moves into the year before', '2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
    ['before 1970', '1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
    ['in the first century', '0099-03-01T00:00:00Z', '0099-03-01T00:00:00.000Z'],
    ['on the leap day of the year 0', '0000-02-29T12:00:00Z', '0000-02-29T12:00:00.000Z'],
    ['in the last year of four digits', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s', (_, text, written) => {
    const instant = parseInstant(text);
    expect(instant).toBeDefined();
    expect(formatInstant(instant as number)).toBe(written);
  });

  it('counts milliseconds since 1970', () => {
    expect(parseInstant('1970-01-01T00:00:00.001Z')).toBe(1);
    expect(parseInstant('1970-01-01T01:00:00+01:00')).toBe(0);
  });
});

describe('no instant is read from', () => {
  it.each([
    ['a date-time without a zone', '2026-11-20T10:15:00'],
    ['a date alone', '2026-11-20'],
    ['a time alone', '10:15:00Z'],
    ['a space for the T', '2026-11-20 10:15:00Z'],
    ['an unknown zone', '2026-11-20T10:15:00CET'],
    ['a zone too far', '2026-11-20T10:15:00+19:00'],
    ['a zone of too many minutes', '2026-11-20T10:15:00+01:60'],
    ['a zone of hours alone', '2026-11-20T10:15:00+01'],
    ['30 February', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['29 February of a common century', '1900-02-29T00:00:00Z'],
    ['31 April', '2026-04-31T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['day 32', '2026-01-32T00:00:00Z'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['hour 24', '2026-01-01T24:00:00Z'],
    ['minute 60', '2026-01-01T00:60:00Z'],
    ['second 60', '2026-01-01T00:00:60Z'],
    ['a comma in the seconds', '2026-01-01T00:00:00,5Z'],
    ['a year of six digits', '+002026-01-01T00:00:00Z'],
    ['text around it', ' 2026-01-01T00:00:00Z'],
    ['a line break after it', '2026-01-01T00:00:00Z\n'],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
