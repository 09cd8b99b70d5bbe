import { types } from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;

type Parser = (text: string) => unknown;

// The package types the oid as a closed list; any type of the database can come.
const parserByDefault = types.getTypeParser as (oid: number, format?: string) => Parser;

/**
 * How values come off the wire: as `pg` does by default, but 8-byte integers as numbers. Every 8-byte integer of the
 * schema is an offset, a position, a count or a time in milliseconds, all far below 2^53.
 */
export function parserOf(oid: number, format?: 'text' | 'binary'): Parser {
  if (format !== 'binary') {
    if (oid === INT8) return Number;
    if (oid === INT8_ARRAY) return numbersOf;
  }
  return parserByDefault(oid, format);
}

function numbersOf(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** The address in a connection URL, without user and password, fit for a message. */
export function describeUrl(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the address in DATABASE_URL (it is no URL)';
  }
}
