import {
  alertsIn,
  deliveriesThatWouldBeMade,
  historyOf,
  stepsThatWouldBeTold,
  type AlertRules,
  type Delivery,
  type WouldFire,
} from '#core/alerts';
import type { Catalogue } from '#core/kpis';
import type { ArrivedEvent } from '#core/subjects';
import { mapFiles, type MapRequest } from '../import/index.ts';
import { pastEvent } from './past-events.ts';

export interface DryRunRequest extends MapRequest {
  readonly rules: AlertRules;
  readonly catalogue: Catalogue;
  /** The first instant whose alerts are listed. */
  readonly from: number;
  /** The first instant after. */
  readonly to: number;
}

export interface DryRunResult {
  readonly fired: readonly WouldFire[];
  readonly deliveries: readonly Delivery[];
  readonly events: number;
  readonly unreadable: number;
}

/** Plays exports to the rules as if they had been listening then. @throws ImportRefused when mapping or files are wrong */
export async function dryRun(request: DryRunRequest, now: number, signal: AbortSignal): Promise<DryRunResult> {
  const { rules, catalogue, from, to } = request;
  const events: ArrivedEvent[] = [];
  let unreadable = 0;
  for await (const json of mapFiles(request, { now, signal })) {
    const event = pastEvent(json, now);
    if (event === undefined) unreadable += 1;
    else events.push(event);
  }
  const history = historyOf(events);
  const steps = stepsThatWouldBeTold(rules, history, from, to, { catalogue });
  return {
    fired: alertsIn(steps),
    deliveries: deliveriesThatWouldBeMade(rules.paging, steps),
    events: events.length,
    unreadable,
  };
}
