import type { Instant } from '#core/time';
import { unborn, type Patience, type SignalLife } from './signal-life.ts';

/** A segment's life since an instant, and whatever the judge must remember beside it. */
export interface LivedSince<Memory> {
  readonly since: Instant;
  readonly life: SignalLife;
  readonly memory?: Memory;
}

/**
 * A segment's life as a function of time, as far back as looks may still be corrected: only its changes, in order. A
 * correction goes back to the life before it (`livedBefore`) and looks again at every instant since, so that what is kept
 * is what all looks together say, however often some of them were corrected.
 */
export type Lives<Memory = never> = readonly LivedSince<Memory>[];

/** What was the case before the look at an instant. */
export function livedBefore<Memory>(lives: Lives<Memory>, at: Instant): LivedSince<Memory> | undefined {
  return lives.findLast(({ since }) => since < at);
}

/** The life before the look at an instant, or that of a segment nothing is known of. */
export function lifeBefore<Memory>(rule: Patience, lives: Lives<Memory>, at: Instant): SignalLife {
  return livedBefore(lives, at)?.life ?? unborn(rule);
}

/** Writes down the life after the look at an instant. Whatever was written of that instant and later ones is gone. */
export function liveSince<Memory>(lives: Lives<Memory>, next: LivedSince<Memory>): Lives<Memory> {
  const before = lives.filter(({ since }) => since < next.since);
  const last = before.at(-1);
  return last !== undefined && saysTheSame(last, next) ? before : [...before, next];
}

/** Gives up correcting looks before an instant: of what came before, only the last is kept. */
export function settleLives<Memory>(lives: Lives<Memory>, before: Instant): Lives<Memory> {
  const standing = lives.findLastIndex(({ since }) => since < before);
  return standing <= 0 ? lives : lives.slice(standing);
}

function saysTheSame<Memory>(a: LivedSince<Memory>, b: LivedSince<Memory>): boolean {
  return JSON.stringify(tupleOf(a)) === JSON.stringify(tupleOf(b));
}

/** All but the judge's sentence: that changes with every answer, and is not worth a row. */
function tupleOf<Memory>({ life: { state, since, severity, episode, unknownSince }, memory }: LivedSince<Memory>) {
  return [state, since, severity, episode?.firedAt, episode?.endedAt, unknownSince, memory];
}
