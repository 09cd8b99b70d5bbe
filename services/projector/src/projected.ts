import type { Unreadable } from './decode-batch.ts';
import type { CausedContribution } from './learn-events.ts';

/** What became of a batch. */
export interface Projected {
  readonly applied: number;
  readonly duplicates: number;
  readonly unreadable: readonly Unreadable[];
  readonly contributions: readonly CausedContribution[];
}
