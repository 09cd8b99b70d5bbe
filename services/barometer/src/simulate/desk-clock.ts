import type { Instant, Milliseconds } from '#core/time';

/** The longest stretch that is played faster when nothing says how long the simulation lasts. */
const STRETCH: Milliseconds = 2 * 60 * 60_000;

export interface Pace {
  /** Desk time per real time: 60 plays a minute in a second. At least 1. */
  readonly speed: number;
  /** How long the live part lasts; `undefined` is without end. */
  readonly length: Milliseconds | undefined;
  /** No more than this is played faster. */
  readonly history: Milliseconds;
}

/**
 * How far behind the real clock the live part begins. An event never lies in the future: the desk begins behind, catches
 * up at its speed, and is level with the real clock at the end; after that it goes on in real time.
 */
export function startBehind({ speed, length, history }: Pace): Milliseconds {
  if (speed <= 1) return 0;
  return Math.min(history, length === undefined ? STRETCH : Math.round(length * (speed - 1)));
}

/** The desk's clock while the live part is played. */
export function deskClock(liveSince: Instant, behind: Milliseconds, speed: number): (now: Instant) => Instant {
  return (now) => Math.min(now, liveSince - behind + (now - liveSince) * speed);
}
