import type { EventLog } from '#libs/event-log';
import type { Database, DatabaseSettings } from '#libs/postgres';
import type { StepDisplay } from '../terminal/step-display.ts';
import type { Difference } from './digests.ts';

/** What is to be rebuilt, and what becomes of it. */
export interface RebuildRequest {
  /** Only build, compare and tell; the live projection stays. */
  readonly verify: boolean;
  /** Takes the live projection's place even when it says something else: a new version, or a live one that is damaged. */
  readonly replace: boolean;
  /** Reads the events from the topics, from their first record on, and makes the journal anew too. */
  readonly fromTopics: boolean;
  /** How many threads fold. */
  readonly threads: number;
}

/** What the work is done with. */
export interface RebuildSurroundings {
  readonly database: Database;
  readonly eventLog: EventLog;
  /** For connections of the building threads. */
  readonly databaseSettings: DatabaseSettings;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly version: string;
  readonly display: StepDisplay;
}

/** How a rebuild went. */
export interface RebuildSummary {
  readonly events: number;
  readonly subjects: number;
  readonly rows: number;
  readonly panes: number;
  /** Events of the journal that this version cannot read, and the first of them. */
  readonly unreadable: number;
  readonly firstUnreadable: string | undefined;
  /** Events that came while it was being built. */
  readonly caughtUp: number;
  readonly liveHash: string;
  readonly builtHash: string;
  readonly differences: readonly Difference[];
  /** The generation that is live now, if it is the one that was built. */
  readonly generation: number | undefined;
  /** Milliseconds of each step, in their order. */
  readonly took: ReadonlyMap<string, number>;
}

/** The rebuild cannot be done; the message is for a person. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
}
