/** Where the event log says what a person may want to know later. Any logger with these two methods will do. */
export interface EventLogLogger {
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

export const SILENT: EventLogLogger = { warn: () => undefined, error: () => undefined };
