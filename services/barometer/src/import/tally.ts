import type { SkipReason } from './mapping/mapped-event.ts';

/** What an import has done so far. */
export interface Tally {
  rows: number;
  /** Rows of which the mapping could make no event. */
  rejectedRows: number;
  readonly skipped: Map<SkipReason, number>;
  /** Events made of rows, those sent by an earlier run among them. */
  events: number;
  /** Events that an earlier run had sent. */
  sentBefore: number;
  accepted: number;
  /** Events that the server refused. */
  refused: number;
}

export function emptyTally(): Tally {
  return { rows: 0, rejectedRows: 0, skipped: new Map(), events: 0, sentBefore: 0, accepted: 0, refused: 0 };
}

/** Rows and events that did not get through. */
export function rejections({ rejectedRows, refused }: Tally): number {
  return rejectedRows + refused;
}
