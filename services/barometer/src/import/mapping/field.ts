import type { Problem } from './problem.ts';
import type { Row } from './row.ts';

/** The row in hand while its event is made: what is already known of the event, and what is wrong with the row. */
export interface Reading {
  readonly row: Row;
  /** The event's own time, once it is known: dates after it may not be believed. */
  at: number | undefined;
  readonly problems: Problem[];
}

/**
 * Reads one event field from a row. `undefined`: the row has no value, the field is left out. `null`: the mapping says
 * so explicitly. A value that cannot be read is put among the reading's problems.
 */
export type Field<T> = (reading: Reading) => T | null | undefined;

/** What the text of a field must be turned into. */
export interface ValueKind<T> {
  /** For messages: "is not <name>". */
  readonly name: string;
  /** The settings of a rule that have a meaning for this kind; any other is a fault of the mapping. */
  readonly settings: readonly KindSetting[];
  /** @returns `undefined` when the text is no such value. */
  parse(text: string): T | undefined;
}

export const KIND_SETTINGS = ['date', 'zone', 'believe', 'number'] as const;

export type KindSetting = (typeof KIND_SETTINGS)[number];
