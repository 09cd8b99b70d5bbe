import type { Page } from './page.ts';
import type { Tool } from './tool-receiver.ts';

/** An event of PagerDuty's Events API v2. */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly client?: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: 'critical' | 'warning' | 'info';
    readonly timestamp: string;
    readonly component?: string;
    readonly group?: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
}

/** Opens an incident while the alert fires, and resolves it when it does not any more; `dedup_key` is the alert's id. */
export function pagerDutyEvent(page: Page, routingKey: string): PagerDutyEvent {
  const event = { routing_key: routingKey, dedup_key: page.alertId };
  if (!page.isFiring) return { ...event, event_action: 'resolve' };
  const { service, team } = page.facts;
  return {
    ...event,
    event_action: 'trigger',
    client: 'Barometer',
    payload: {
      summary: page.summary,
      source: 'barometer',
      severity: page.severity,
      timestamp: page.at,
      ...(service !== undefined && { component: service }),
      ...(team !== undefined && { group: team }),
      class: page.rule,
      custom_details: page.facts,
    },
  };
}

/** PagerDuty's Events API v2. It takes some hundred events a minute for one key. @param routingKey never printed */
export function pagerDuty(routingKey: string): Tool {
  const payloadOf = (page: Page) => pagerDutyEvent(page, routingKey);
  return { destination: 'pagerduty:default', keeps: 'alerts', hears: 'pages', atOnce: 4, payloadOf };
}
