import type { Delivery, HeldBack, ToldAlert } from '#core/alerts';
import type { AlertChangedData } from '#libs/events';
import type { NewOutboxMessage } from '#libs/postgres';
import { alertChangedData } from '../alerting/alert-changed.ts';

/** The types of what the pager sends; each is one kind of delivery. */
export const PAGE_TYPES = { page: 'alerts.page', update: 'alerts.update', digest: 'alerts.digest' } as const;

/** More alerts than that are counted, not listed: nobody reads on. */
const MOST_LISTED = 200;

export type BundledAlert = AlertChangedData & { readonly heldBack?: HeldBack };

/** What a message of the pager says. */
export interface Bundle {
  readonly kind: Delivery['kind'];
  readonly alerts: readonly BundledAlert[];
  /** How many more there are that are not listed. */
  readonly more: number;
}

/** The message that carries a delivery to a destination. @param told the alerts it speaks of, as they stand */
export function pageMessage(
  delivery: Delivery,
  destination: string,
  told: ReadonlyMap<string, ToldAlert>,
): NewOutboxMessage {
  const { id, kind, receiver, group, at } = delivery;
  const alerts = delivery.alerts.flatMap(({ alertId, heldBack }): BundledAlert[] => {
    const alert = told.get(alertId);
    return alert === undefined ? [] : [{ ...alertChangedData(alert), ...(heldBack === undefined ? {} : { heldBack }) }];
  });
  const listed = alerts.slice(0, MOST_LISTED);
  const bundle: Bundle = { kind, alerts: listed, more: alerts.length - listed.length };
  const head = { destination, eventId: id, type: PAGE_TYPES[kind], happenedAt: at };
  // An update never overtakes the page that it ends; a receiver that refuses one group still hears of the others.
  return { ...head, key: `${receiver} ${kind === 'digest' ? 'digest' : group}`, body: JSON.stringify(bundle) };
}

/** What a message of the pager says; `undefined` of any other message. */
export function bundleOf({ type, body }: Pick<NewOutboxMessage, 'type' | 'body'>): Bundle | undefined {
  const isOurs = Object.values<string>(PAGE_TYPES).includes(type);
  return isOurs ? (JSON.parse(body) as Bundle) : undefined;
}
