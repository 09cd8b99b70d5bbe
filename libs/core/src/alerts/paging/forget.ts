import type { Instant, Milliseconds } from '#core/time';
import type { AlertNotice } from './notice.ts';
import { matches, type PagingPolicy } from './paging-policy.ts';
import type { PagerState } from './pager-state.ts';

/** Kinds of rules whose alerts have no end of their own: an answer stays as bad as it is. */
const ENDLESS = ['answer', 'repeat'];

/**
 * Leaves out of the pager's state what it will hardly need any more, or it would grow with every bad answer there ever was:
 * alerts that nobody is owed anything about and that mute no other, and pages about answers that were sent long ago. Whoever
 * was paged for one of those is not told when it is withdrawn after all.
 */
export function forgetOld(
  state: PagerState,
  { inhibitions }: PagingPolicy,
  at: Instant,
  after: Milliseconds,
): PagerState {
  const isOld = ({ labels, at: since }: AlertNotice) => ENDLESS.includes(labels['kind'] ?? '') && since < at - after;
  const errands = state.errands.filter(({ alertId, fate }) => {
    const notice = state.alerts[alertId];
    return fate !== 'paged' || notice === undefined || !isOld(notice);
  });
  const owed = new Set(errands.map(({ alertId }) => alertId));
  const alerts = Object.entries(state.alerts).filter(
    ([id, notice]) =>
      owed.has(id) || (!isOld(notice) && inhibitions.some(({ source }) => matches(source, notice.labels))),
  );
  return { ...state, errands, alerts: Object.fromEntries(alerts) };
}
