import type { Instant } from '#core/time';
import type { AlertNotice, AlertState } from './notice.ts';

/** Why an alert was not paged. */
export type HeldBack = 'muted' | 'quiet-hours' | 'rate-limit' | 'over-already';

/** What a receiver is owed about one alert. */
export interface Errand {
  readonly receiver: string;
  readonly group: string;
  readonly alertId: string;
  readonly since: Instant;
  /** `waiting` for the group's turn, `paged`, or `held` back for the digest. */
  readonly fate: 'waiting' | 'paged' | 'held';
  /** When the group's turn comes, or the digest. */
  readonly dueAt: Instant;
  readonly heldBack?: HeldBack;
  /** Whether the receiver was paged for the alert before: then it is told when it is over, whatever happens to this errand. */
  readonly told: boolean;
}

/** All that paging remembers, as plain data: a store writes it down in the transaction that writes its deliveries. */
export interface PagerState {
  /** The last notice of each alert that fires or that somebody is still owed something about. */
  readonly alerts: Readonly<Record<string, AlertNotice>>;
  readonly errands: readonly Errand[];
  /** When a group was last paged, by receiver and group. */
  readonly groupPagedAt: Readonly<Record<string, Instant>>;
  /** When each receiver was paged, as far back as its limit counts. */
  readonly pagedAt: Readonly<Record<string, readonly Instant[]>>;
  /** How many deliveries there have been: numbers their ids. */
  readonly delivered: number;
}

export const NOTHING_TOLD: PagerState = { alerts: {}, errands: [], groupPagedAt: {}, pagedAt: {}, delivered: 0 };

/** One message to one receiver. */
export interface Delivery {
  /** The same for the same message, for good: receivers drop repeats by it. */
  readonly id: string;
  /** A page wakes somebody. An update tells whoever was paged that it is over. A digest lists what was held back. */
  readonly kind: 'page' | 'update' | 'digest';
  readonly receiver: string;
  /** What its alerts have in common; of a digest nothing, so it is empty. */
  readonly group: string;
  readonly at: Instant;
  readonly alerts: readonly DeliveredAlert[];
}

export interface DeliveredAlert {
  readonly alertId: string;
  readonly step: number;
  readonly state: AlertState;
  readonly heldBack?: HeldBack;
}
