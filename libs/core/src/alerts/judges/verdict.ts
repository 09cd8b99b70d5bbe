import type { Severity } from '../rules/rule-head.ts';

/**
 * What a judge finds at an instant.
 * - `breach`: the rule is met
 * - `clear`: it is safely not met; an alert that fires ends
 * - `between`: neither; an alert that fires goes on, one that does not stays away (hysteresis)
 * - `unknown`: there is too little to judge
 */
export interface Verdict {
  readonly says: 'breach' | 'clear' | 'between' | 'unknown';
  /** Graver or lighter than the rule's own, where the judge can tell. */
  readonly severity?: Severity;
  /** One sentence with the numbers that the verdict rests on. */
  readonly because: string;
}

/** A number as a person would say it: at most one digit behind the point. */
export function spoken(value: number): string {
  return String(Math.round(value * 10) / 10);
}
