import { DAY } from '#core/time';

/** Most characters of an id, of `source` and of any other single value. */
export const LONGEST_VALUE = 256;

/** Most characters of a respondent's comment. */
export const LONGEST_COMMENT = 10_000;

/** Most answers in one response. */
export const MOST_ANSWERS = 50;

/** Most attributes of an event beside those that CloudEvents names. */
export const MOST_EXTENSIONS = 50;

/** Most characters of an event's data: a record then fits Kafka's default limit of 1 MiB, whatever its script. */
export const LONGEST_DATA = 300_000;

/**
 * How far ahead of the clock an event may claim to have happened, in milliseconds. A later one is a wrong clock or a
 * wrong zone, and would sit in front of every window until its time came.
 */
export const FURTHEST_AHEAD = DAY;
