import type { Instant, Milliseconds } from '#core/time';
import type { Verdict } from '../judges/verdict.ts';
import { isGraver, type Severity } from '../rules/rule-head.ts';

/** A verdict on one segment at one instant. */
export interface Look {
  readonly at: Instant;
  /** Rises each time the same instant is judged anew, after a correction. */
  readonly revision: number;
  readonly verdict: Verdict;
}

/** A time in which the alert fired, or still fires. */
export interface Episode {
  readonly firedAt: Instant;
  readonly endedAt?: Instant;
}

/** What an alert should be by what is known now, whatever anybody was told before. */
export interface SignalLife {
  readonly state: 'inactive' | 'pending' | 'firing';
  /** Since when it has been in the state. */
  readonly since: Instant;
  /** The gravest that the present episode has been. */
  readonly severity: Severity;
  /** The last word of the judge. */
  readonly because: string;
  /** The last time it fired, the present one included. */
  readonly episode?: Episode;
  /** Since when there has been too little to judge. */
  readonly unknownSince?: Instant;
}

/** How patient an alert is; every signal rule says it. */
export interface Patience {
  readonly severity: Severity;
  readonly for: Milliseconds;
  readonly keepFor: Milliseconds;
}

export function unborn({ severity }: Patience): SignalLife {
  return { state: 'inactive', since: -Infinity, severity, because: '' };
}

/** The life after one more look; looks come in the order of their instants. */
export function liveOn(rule: Patience, life: SignalLife, { at, verdict }: Look): SignalLife {
  const { says, because } = verdict;
  const severity = verdict.severity ?? rule.severity;
  if (says === 'unknown') return waitForNumbers(rule, life, at, because);
  const { unknownSince: _, ...known } = life;
  if (life.state === 'firing') {
    if (says === 'clear') return end(rule, known, at, because);
    // A lighter tier does not take the alert's gravity back: whoever was called stays called until it is over.
    return {
      ...known,
      because,
      severity: says === 'breach' && isGraver(severity, life.severity) ? severity : life.severity,
    };
  }
  if (says !== 'breach') {
    return life.state === 'inactive' ? { ...known, because } : { ...known, state: 'inactive', since: at, because };
  }
  const since = life.state === 'pending' ? life.since : at;
  return at - since >= rule.for
    ? { ...known, state: 'firing', since: at, severity, because, episode: { firedAt: at } }
    : { ...known, state: 'pending', since, severity, because };
}

/** A window that empties proves nothing: a firing alert goes on for a while, then it ends for want of evidence. */
function waitForNumbers(rule: Patience, life: SignalLife, at: Instant, because: string): SignalLife {
  if (life.state === 'inactive') return life;
  if (life.state === 'pending') return { ...life, state: 'inactive', since: at, because };
  const unknownSince = life.unknownSince ?? at;
  if (at - unknownSince < rule.keepFor) return { ...life, unknownSince };
  const { unknownSince: _, ...known } = life;
  return end(rule, known, at, because);
}

function end({ severity }: Patience, life: SignalLife, at: Instant, because: string): SignalLife {
  const firedAt = life.episode?.firedAt ?? at;
  return { ...life, state: 'inactive', since: at, severity, because, episode: { firedAt, endedAt: at } };
}
