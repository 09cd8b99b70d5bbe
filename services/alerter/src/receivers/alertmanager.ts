import { DAY, formatInstant, MINUTE, parseInstant, type Instant, type Milliseconds } from '#core/time';
import type { Page } from './page.ts';
import type { Tool } from './tool-receiver.ts';

/** An alert of Alertmanager's API v2; its labels are its identity. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt: string;
}

/**
 * An alert about an answer has no end of its own. A day after it fired Alertmanager may take it for over, or every detractor
 * there ever was would be firing.
 */
export const FIRES_FOR: Milliseconds = DAY;

/**
 * Alertmanager takes an alert that is not repeated any more for over after this time. Long enough for a restart of either
 * side; short enough that an alert whose team was corrected does not stay behind under its old labels.
 */
const ENDS_UNLESS_REPEATED: Milliseconds = 15 * MINUTE;

/** An alert as it is to be posted now; posting it again is harmless. */
export function postedAlert(
  { rule, severity, alertId, isFiring, isPassing, at, summary, facts }: Page,
  now: Instant,
): PostedAlert {
  const { ticket, ...places } = facts;
  const alert = {
    labels: { alertname: rule, severity, alert_id: alertId, ...places },
    annotations: { summary, ...(ticket !== undefined && { ticket }) },
  };
  // Without a start, Alertmanager keeps the one it was told when the alert fired.
  if (!isFiring) return { ...alert, endsAt: at };
  const over = isPassing ? Infinity : (parseInstant(at) ?? now) + FIRES_FOR;
  return { ...alert, startsAt: at, endsAt: formatInstant(Math.min(over, now + ENDS_UNLESS_REPEATED)) };
}

/** An Alertmanager. Those of a cluster are each told everything: they agree among themselves who pages. */
export function alertmanager(url: string): Tool {
  return {
    destination: `alertmanager:${new URL(url).host}`,
    keeps: 'alerts',
    hears: 'steps',
    atOnce: 4,
    payloadOf: (page, now) => [postedAlert(page, now)],
  };
}

/** Where an Alertmanager takes alerts, by the address of its front page. */
export function alertsAddress(url: string): string {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/api/v2/alerts`;
  return address.href;
}
