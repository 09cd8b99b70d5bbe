import type { Instant } from '#core/time';
import type { ReceiverPolicy } from './paging-policy.ts';

/**
 * Whether a receiver may be paged once more: a sliding window, so that no span of length `per`, wherever it begins, has
 * more than `mostPages`.
 *
 * @param pagedAt when it was paged, in order
 */
export function mayPage({ mostPages, per }: ReceiverPolicy, pagedAt: readonly Instant[], at: Instant): boolean {
  return stillCounted({ per }, pagedAt, at).length < mostPages;
}

/** The pages that a limit still remembers. */
export function stillCounted(
  { per }: Pick<ReceiverPolicy, 'per'>,
  pagedAt: readonly Instant[],
  at: Instant,
): Instant[] {
  return pagedAt.filter((instant) => instant > at - per);
}
