import type { Reading } from '#core/kpis';
import { attributesKey } from '#core/segments';

/** Something that was published of a key. */
export type Update = Reading & { readonly revision: number };

/** The record key of an update. */
export function keyOf({ kpi, window, segment }: Reading): string {
  return JSON.stringify([kpi, window, JSON.parse(attributesKey(segment))]);
}
