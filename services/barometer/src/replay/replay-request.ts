import type { EventLog } from '#libs/event-log';
import type { Database, LoggedSpan } from '#libs/postgres';
import type { StepDisplay } from '../terminal/step-display.ts';

/** What is sent again. */
export type ReplayRequest = {
  /** Only look; nothing is sent. */
  readonly dryRun: boolean;
} & (
  | { readonly what: 'journal'; readonly span: LoggedSpan }
  | {
      readonly what: 'dead-letters';
      /** Only those that were put aside for one of these reasons; none means all. */
      readonly reasons: readonly string[];
    }
);

/** What the work is done with. */
export interface ReplaySurroundings {
  readonly database: Database;
  readonly eventLog: EventLog;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly display: StepDisplay;
}

/** What became of one kind of events: of a type, or of a reason for which they had been put aside. */
export interface ReplayCount {
  read: number;
  sent: number;
  /** Dead letters that cannot be read today either, or are cut. */
  unfit: number;
}

/** How a replay went. */
export interface ReplaySummary {
  readonly counts: ReadonlyMap<string, ReplayCount>;
  /** A few of the events that are (or would be) sent, each in a line. */
  readonly sample: readonly string[];
  /** Why the first unfit dead letters are so, each in a line. */
  readonly complaints: readonly string[];
  /** Whether it came to its end. */
  readonly finished: boolean;
}
