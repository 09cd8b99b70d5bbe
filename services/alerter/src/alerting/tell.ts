import { stepNotice, type AlertRule } from '#core/alerts';
import type { Instant } from '#core/time';
import { appendNotices, appendToOutbox, type Queries, type SavedAlert } from '#libs/postgres';
import { alertChangedMessages } from './alert-changed.ts';

/** Whom steps of alerts are told. */
export interface Audience {
  /** Who hears of every step: `topic:<name>`, `webhook:<receiver>`. */
  readonly destinations: readonly string[];
  /** Whether the pager is told: it decides who else hears of it, and when. */
  readonly isPaged: boolean;
  /** What kind each rule is of. */
  readonly kinds: ReadonlyMap<string, AlertRule['kind']>;
}

/** Tells of steps that alerts have made. Call it in the transaction that makes them. @param now when that is */
export async function tellSteps(
  queries: Queries,
  { destinations, isPaged, kinds }: Audience,
  steps: readonly SavedAlert[],
  now: Instant,
): Promise<void> {
  const messages = steps.flatMap((step) => alertChangedMessages(step, destinations));
  await appendToOutbox(queries, messages, now);
  if (isPaged) {
    await appendNotices(
      queries,
      steps.map((step) => stepNotice(step, kinds.get(step.rule) ?? 'answer')),
    );
  }
}
