import { DateTime, IANAZone, FixedOffsetZone, type Zone } from 'luxon';

/** Reads a date; `undefined` for a text that is not in the format. */
export type DateReader = (text: string) => number | undefined;

/** Remembered per format: exports repeat their instants, and reading a date is the dearest step of a row. */
const REMEMBERED = 20_000;

const ISO_ZONE = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * A reader of dates in one format: `iso`, `unix` (seconds), `unix-ms`, or luxon tokens.
 *
 * Local times that the zone's clocks skip are no dates. Of an hour that they show twice the earlier one is meant.
 *
 * @param zone used when the text itself names none.
 * @throws RangeError when neither the format nor `zone` says in which zone the date is, or when the zone is unknown.
 */
export function dateReader(format: string, zone: string | undefined): DateReader {
  return remembering(uncachedReader(format, zone === undefined ? undefined : zoneOf(zone)));
}

function uncachedReader(format: string, zone: Zone | undefined): DateReader {
  if (format === 'unix' || format === 'unix-ms') {
    const unit = format === 'unix' ? 1000 : 1;
    return (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * unit) : undefined);
  }
  if (format === 'iso') {
    return (text) => {
      if (ISO_ZONE.test(text) && text.includes('T')) return valid(DateTime.fromISO(text, { setZone: true }));
      return zone === undefined ? undefined : inZone(DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' }), zone);
    };
  }
  const parser = DateTime.buildFormatParser(format, { locale: 'en-US' });
  if (namesZone(format)) {
    return (text) => valid(DateTime.fromFormatParser(text, parser, { locale: 'en-US', setZone: true }));
  }
  if (zone === undefined) {
    throw new RangeError(
      `the format "${format}" names no zone: add zone: (such as UTC or Europe/Paris), or one for the whole mapping`,
    );
  }
  return (text) => inZone(DateTime.fromFormatParser(text, parser, { locale: 'en-US', zone: 'utc' }), zone);
}

function zoneOf(name: string): Zone {
  if (name.toUpperCase() === 'UTC') return FixedOffsetZone.utcInstance;
  const zone = FixedOffsetZone.parseSpecifier(name) ?? IANAZone.create(name);
  if (!zone.isValid) throw new RangeError(`"${name}" is no time zone: write UTC, UTC+2 or a name such as Europe/Paris`);
  return zone;
}

/** Whether luxon tokens for a zone stand in the format, outside its quoted parts. */
function namesZone(format: string): boolean {
  return /[zZ]/.test(format.replaceAll(/'[^']*'/g, ''));
}

function inZone(wall: DateTime, zone: Zone): number | undefined {
  if (!wall.isValid) return undefined;
  if (zone.isUniversal) return wall.toMillis() - zone.offset(0) * 60_000;
  const local = wall.setZone(zone, { keepLocalTime: true });
  if (local.hour !== wall.hour || local.minute !== wall.minute) return undefined;
  return Math.min(...local.getPossibleOffsets().map((candidate) => candidate.toMillis()));
}

function valid(date: DateTime): number | undefined {
  return date.isValid ? date.toMillis() : undefined;
}

function remembering(read: DateReader): DateReader {
  const known = new Map<string, number | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    if (known.size >= REMEMBERED) known.clear();
    const instant = read(text);
    known.set(text, instant);
    return instant;
  };
}
