import { describe, expect, it } from 'vitest';
import { dateReader } from './date-format.ts';

const read = (format: string, zone: string | undefined, text: string) => {
  const instant = dateReader(format, zone)(text);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe('date formats', () => {
  it('reads luxon tokens in the zone that is given', () => {
    expect(read('d/M/yyyy HH:mm', 'UTC', '29/2/2016 01:16')).toBe('2016-02-29T01:16:00.000Z');
    expect(read('d/M/yyyy HH:mm', 'Europe/Paris', '1/7/2026 12:00')).toBe('2026-07-01T10:00:00.000Z');
    expect(read('yyyy-MM-dd HH:mm:ss', 'UTC+2', '2026-07-01 12:00:00')).toBe('2026-07-01T10:00:00.000Z');
    expect(read("MM/dd/yyyy '12:00:00 AM'", 'America/Los_Angeles', '05/11/2016 12:00:00 AM')).toBe(
      '2016-05-11T07:00:00.000Z',
    );
  });

  it('believes the zone in the text before the one that is given', () => {
    expect(read('iso', 'Europe/Paris', '2026-11-20T10:15:00Z')).toBe('2026-11-20T10:15:00.000Z');
    expect(read('iso', undefined, '2026-11-20T10:15:00-05:00')).toBe('2026-11-20T15:15:00.000Z');
    expect(read('yyyy-MM-dd HH:mm ZZ', 'Europe/Paris', '2026-11-20 10:15 -05:00')).toBe('2026-11-20T15:15:00.000Z');
  });

  it('reads ISO dates without a zone only in a zone that is given', () => {
    expect(read('iso', 'Europe/Paris', '2026-11-20 10:15')).toBe('2026-11-20T09:15:00.000Z');
    expect(read('iso', undefined, '2026-11-20T10:15:00')).toBeUndefined();
  });

  it('reads seconds and milliseconds since 1970', () => {
    expect(read('unix', undefined, '1479636900')).toBe('2016-11-20T10:15:00.000Z');
    expect(read('unix-ms', undefined, '1479636900500')).toBe('2016-11-20T10:15:00.500Z');
  });

  it('takes the earlier of two equal local times and refuses one that the clocks skip', () => {
    expect(read('yyyy-MM-dd HH:mm', 'Europe/Paris', '2026-10-25 02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(read('yyyy-MM-dd HH:mm', 'Europe/Paris', '2026-03-29 02:30')).toBeUndefined();
  });

  it('has no instant for other texts, also when asked twice', () => {
    const reader = dateReader('d/M/yyyy HH:mm', 'UTC');
    for (const text of ['31/2/2026 10:00', '2026-01-02', '1/2/2026', 'soon']) {
      expect(reader(text)).toBeUndefined();
      expect(reader(text)).toBeUndefined();
    }
  });

  it('refuses a format without a zone and a zone that does not exist', () => {
    expect(() => dateReader('d/M/yyyy HH:mm', undefined)).toThrow(/names no zone/);
    expect(() => dateReader('iso', 'Europe/Atlantis')).toThrow(/"Europe\/Atlantis" is no time zone/);
  });
});
