import { DAY, type Instant } from '#core/time';
import type { SilenceRule } from '../rules/rule.ts';
import { spoken, type Verdict } from './verdict.ts';

/**
 * Whether a segment that used to be heard of has fallen silent against its own rhythm. Facts of one day count once: a
 * company that answers ten surveys in a meeting has not ten times the rhythm. If n of the T days of the reference period
 * had facts, and days come by chance, then a silence of g days has the probability (T / (T + g))^n: the prediction of a
 * Poisson process whose rate is not known but estimated (A. Gelman et al., Bayesian Data Analysis, section 2.6).
 *
 * @param days the starts of days on which there were facts, in order
 */
export function judgeSilence(rule: SilenceRule, days: readonly Instant[], at: Instant): Verdict {
  const last = days.at(-1);
  if (last === undefined) return { says: 'unknown', because: 'it was never heard of' };
  const quiet = Math.max(0, at - (last + DAY));
  // Before anything else: after a long silence the rhythm itself has been forgotten.
  if (quiet < DAY) return { says: 'clear', because: 'it was heard of today' };
  const known = days.filter((day) => day > last - rule.reference);
  if (known.length < rule.minDays) return { says: 'unknown', because: 'it was never heard of often enough' };
  // A young segment has a rhythm too: from the first day it was heard of, not from the start of the reference.
  const observed = Math.min(rule.reference, last + DAY - (known[0] as Instant));
  const chance = (observed / (observed + quiet)) ** known.length;
  const because = `silent for ${spoken(quiet / DAY)} days, after ${known.length} days with "${rule.fact}" in ${spoken(observed / DAY)}`;
  return { says: quiet >= rule.leastQuiet && chance <= rule.chance ? 'breach' : 'between', because };
}
