import type { Instant } from '#core/time';
import type { Severity } from '../rules/rule-head.ts';

/** Where an alert stands. `pending`: found, but not for long enough. `withdrawn`: a correction took its grounds away. */
export const ALERT_STATES = ['pending', 'firing', 'resolved', 'withdrawn'] as const;

export type AlertState = (typeof ALERT_STATES)[number];

/** What routes, groups and inhibitions are told by: rule, kind, severity, and the dimensions of the segment. */
export type Labels = Readonly<Record<string, string>>;

/** A step of an alert's life, as much of it as paging needs. */
export interface AlertNotice {
  readonly alertId: string;
  /** Numbers the alert's steps, from 1. */
  readonly step: number;
  readonly state: AlertState;
  readonly severity: Severity;
  readonly at: Instant;
  readonly labels: Labels;
  /** One sentence for the person who is paged. */
  readonly summary: string;
}
