import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { ToldAlert } from '#core/alerts';
import { formatInstant } from '#core/time';
import type { AlertChangedData } from '#libs/events';
import { alertFeed, type Database } from '#libs/postgres';
import { DATABASE } from '#libs/runtime';
import { alertChangedData } from '../alerting/alert-changed.ts';
import { DEFAULT_LIMIT, readAlertQuery, writeCursor } from './alert-query.ts';
import { DescribeAlerts } from './alerts.openapi.ts';

/** An alert as it stands now. */
export interface FeedAlert extends AlertChangedData {
  /** When it last began to fire, or became pending; an alert about an answer: when it fired first. */
  readonly raisedAt: string;
}

@Controller('v1/alerts')
export class AlertsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @DescribeAlerts()
  async list(@Query() query: unknown): Promise<{ alerts: readonly FeedAlert[]; next: string | null }> {
    const { limit = DEFAULT_LIMIT, cursor, ...filter } = readAlertQuery(query);
    // One more than asked for tells whether another page follows.
    const found = await alertFeed(this.database, filter, limit + 1, cursor);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last !== undefined ? writeCursor(last) : null;
    return { alerts: page.map(feedAlert), next };
  }
}

function feedAlert(alert: ToldAlert): FeedAlert {
  return { ...alertChangedData(alert), raisedAt: formatInstant(alert.raisedAt) };
}
