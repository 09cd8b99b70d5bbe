import type { Instant } from '#core/time';
import { liveOn, unborn, type Look, type Patience, type SignalLife } from './signal-life.ts';

/**
 * Every look at one segment that may still be corrected, as plain data. Looks are joined: the join of any looks, in any
 * order and with any repetitions, is the same, so the life that follows from them is the same too.
 */
export interface Looks {
  /** The life up to where looks can no longer be corrected. */
  readonly settled: SignalLife;
  readonly settledUntil: Instant;
  /** In the order of their instants, the highest revision of each. */
  readonly open: readonly Look[];
}

export function noLooks(rule: Patience): Looks {
  return { settled: unborn(rule), settledUntil: -Infinity, open: [] };
}

/** Adds a look, or puts it in the place of an earlier revision. One before `settledUntil` comes too late and changes nothing. */
export function addLook(looks: Looks, look: Look): Looks {
  if (look.at < looks.settledUntil) return looks;
  let place = looks.open.length;
  while (place > 0 && (looks.open[place - 1] as Look).at > look.at) place -= 1;
  const standing = looks.open[place - 1];
  const isAgain = standing?.at === look.at;
  if (isAgain && standing.revision >= look.revision) return looks;
  const open = [...looks.open];
  open.splice(isAgain ? place - 1 : place, isAgain ? 1 : 0, look);
  return { ...looks, open };
}

/** The life that follows from all looks. */
export function lifeOf(rule: Patience, { settled, open }: Looks): SignalLife {
  return open.reduce((life, look) => liveOn(rule, life, look), settled);
}

/** Gives up correcting looks before an instant, and keeps only what follows from them. */
export function settleLooks(rule: Patience, looks: Looks, before: Instant): Looks {
  const settled = looks.open.filter(({ at }) => at < before);
  if (before <= looks.settledUntil) return looks;
  return {
    settled: settled.reduce((life, look) => liveOn(rule, life, look), looks.settled),
    settledUntil: before,
    open: looks.open.slice(settled.length),
  };
}
