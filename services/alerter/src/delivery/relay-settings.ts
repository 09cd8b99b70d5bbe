import type { Milliseconds } from '#core/time';
import type { Metrics } from '#libs/metrics';
import type { Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';

export interface RelaySettings {
  readonly database: Database;
  readonly clock: Clock;
  /** Gives numbers from 0 to below 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long a relay waits at most before it looks again without having been woken. */
  readonly idleWait: Milliseconds;
}
