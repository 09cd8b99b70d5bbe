import { dropMessage, loadAlertsById, wasWithheld, withhold, type Database, type OutboxMessage } from '#libs/postgres';
import type { Instant } from '#core/time';
import { bundleOf, PAGE_TYPES, type Bundle } from '../paging/page-message.ts';

/**
 * What is left to say of a message when it is about to leave: the outbox may have waited. A page speaks only of alerts that
 * fire now; an update about an alert that a page was kept from speaking of would end what nobody has heard of. Once a page
 * was tried it may have arrived, and its alerts' updates are sent. Messages that are not the pager's are left as they are.
 *
 * @returns `undefined` when nothing is left; the message is settled then
 */
export async function withoutStale(
  database: Database,
  message: OutboxMessage,
  now: Instant,
): Promise<OutboxMessage | undefined> {
  const bundle = bundleOf(message);
  if (bundle === undefined || bundle.kind === 'digest') return message;
  const left =
    bundle.kind === 'page' ? await stillFiring(database, message, bundle) : await toldBefore(database, message, bundle);
  if (left.length === bundle.alerts.length) return message;
  if (left.length > 0) return { ...message, body: JSON.stringify({ ...bundle, alerts: left } satisfies Bundle) };
  await dropMessage(database, message, now, 'not sent: what it is about was over before anybody could be told');
  return undefined;
}

async function stillFiring(database: Database, message: OutboxMessage, { alerts }: Bundle): Promise<Bundle['alerts']> {
  const ids = alerts.map(({ alertId }) => alertId);
  const standing = await loadAlertsById(database, ids);
  const left = alerts.filter(({ alertId }) => standing.get(alertId)?.state === 'firing');
  const over = ids.filter((id) => left.every(({ alertId }) => alertId !== id));
  if (over.length > 0 && message.attempts === 1) await withhold(database, message, over);
  return left;
}

async function toldBefore(database: Database, message: OutboxMessage, { alerts }: Bundle): Promise<Bundle['alerts']> {
  const withheld = await Promise.all(
    alerts.map(({ alertId }) => wasWithheld(database, message, PAGE_TYPES.page, alertId)),
  );
  return alerts.filter((_, i) => withheld[i] !== true);
}
