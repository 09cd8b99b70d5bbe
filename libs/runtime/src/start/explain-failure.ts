import { SettingsInvalid } from '#libs/config';
import { LogUnavailable } from '#libs/event-log';
import { DatabaseUnreachable, EmbeddedPostgresError, isUnavailable } from '#libs/postgres';
import { StartFailed } from './start-failed.ts';

const EXPLAINED = [SettingsInvalid, DatabaseUnreachable, EmbeddedPostgresError, LogUnavailable, StartFailed];

/** What a person is told of a failure: the message that its author wrote for them, or where to find more. */
export function explainFailure(error: unknown): string {
  if (EXPLAINED.some((kind) => error instanceof kind)) return (error as Error).message;
  if (isUnavailable(error)) {
    return `PostgreSQL went away during the start: ${(error as Error).message}. Check that it runs, and start again.`;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${message}\nThis was not foreseen. Please report it, with what BAROMETER_LOG_LEVEL=debug shows.`;
}
