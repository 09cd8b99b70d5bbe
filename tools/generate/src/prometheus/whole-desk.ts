import { DIMENSIONS } from '#core/segments';
import { labelOf } from '#services/reader';

/**
 * What a selector has to name so that only the whole desk matches: no breakdown of any kind, own KPIs' breakdowns included.
 *
 * @param but a label that may have a value, for the breakdown by it
 */
export function wholeDesk(but?: string): string {
  return DIMENSIONS.map(labelOf)
    .filter((label) => label !== but)
    .map((label) => `${label}=""`)
    .join(', ');
}

/** The labels by which replicas of a process differ, and nothing else does. */
export const REPLICA_LABELS = 'instance, pod, component';
