import { matches, type Inhibition } from './paging-policy.ts';
import type { AlertNotice } from './notice.ts';

/**
 * The alert that mutes this one: an outage of a service, say, for the detractors that it makes.
 *
 * @param alerts the last notice of each alert; only those that fire can mute
 * @returns `undefined` when nothing mutes it. An alert never mutes itself.
 */
export function mutedBy(
  inhibitions: readonly Inhibition[],
  notice: AlertNotice,
  alerts: Iterable<AlertNotice>,
): AlertNotice | undefined {
  const targeted = inhibitions.filter(({ target }) => matches(target, notice.labels));
  if (targeted.length === 0) return undefined;
  for (const other of alerts) {
    if (other.state !== 'firing' || other.alertId === notice.alertId) continue;
    const mutes = targeted.some(
      ({ source, equal }) =>
        matches(source, other.labels) &&
        equal.every((name) => notice.labels[name] !== undefined && other.labels[name] === notice.labels[name]),
    );
    if (mutes) return other;
  }
  return undefined;
}
