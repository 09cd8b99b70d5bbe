import { isSignalRule, type AlertRules } from '#core/alerts';
import { loadCatalogue } from '#core/kpis';
import type { Settings } from '#libs/config';
import type { Metrics } from '#libs/metrics';
import { SegmentDirectory, type Database } from '#libs/postgres';
import type { Clock, Logger } from '#libs/runtime';
import type { Audience } from './alerting/tell.ts';
import { DueTimes } from './signals/due-times.ts';
import { SignalJudging } from './signals/signal-judging.ts';
import { SignalTicker } from './signals/signal-ticker.ts';

/** How late a look may be, beside what it waits for. */
const ASKS_EVERY = 1_000;

/** What judges the rules that go by the clock, put together. */
export function signalTickerOf(
  database: Database,
  clock: Clock,
  audience: Audience,
  { rules }: AlertRules,
  { ownCatalogue }: Settings,
  metrics: Metrics,
  logger: Logger,
): SignalTicker {
  const judging = new SignalJudging({
    database,
    segments: new SegmentDirectory(database),
    clock,
    rules: rules.filter(isSignalRule),
    catalogue: loadCatalogue(ownCatalogue),
    audience,
  });
  const dueRules = rules.filter((rule) => rule.kind === 'due');
  const dueTimes = new DueTimes({ database, clock, rules: dueRules, audience });
  return new SignalTicker({ database, judging, dueTimes, clock, metrics, logger, every: ASKS_EVERY });
}
