/**
 * What a service asks the runtime for: `constructor(@Inject(EVENT_LOG) private readonly log: EventLog)`. The runtime
 * provides every token globally, so a service's module imports nothing to get them.
 */

/** The `EventLog` of libs/event-log: kafka or embedded, by the settings. */
export const EVENT_LOG = Symbol('barometer.event-log');
/** The `Database` of libs/postgres, migrated. Not for a service that is `withoutDatabase`. */
export const DATABASE = Symbol('barometer.database');
/** The `Settings` of libs/config. */
export const SETTINGS = Symbol('barometer.settings');
/** A `Clock`. */
export const CLOCK = Symbol('barometer.clock');
/** A `Logger`. */
export const LOGGER = Symbol('barometer.logger');
/** The `Metrics` of libs/metrics. */
export const METRICS = Symbol('barometer.metrics');
/** The `Readiness` that services register their checks with. */
export const READINESS = Symbol('barometer.readiness');

/** Now, in milliseconds since 1970. Time is always asked of it, so that a test or a replay can set it. */
export type Clock = () => number;

/** A structured logger: fields first, then one plain sentence. pino has this shape. No personal data in either. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
