import type { ReadEnvelope } from '#libs/events';

/** One event of a request, as far as it could be read, and where it stood. */
export interface Item {
  /** Its place in the batch from 0, or its line from 1. */
  readonly place: { readonly index: number } | { readonly line: number };
  /** What it calls itself, however wrong the rest may be. */
  readonly id: string | undefined;
  readonly source: string | undefined;
  readonly read: ReadEnvelope;
}

/** What an item that is an event calls itself; nothing for anything else. */
export function nameOf(value: unknown): Pick<Item, 'id' | 'source'> {
  const { id, source } = Object(value) as { readonly id?: unknown; readonly source?: unknown };
  return { id: shortText(id), source: shortText(source) };
}

const LONGEST_NAME = 256;

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, LONGEST_NAME) : undefined;
}
