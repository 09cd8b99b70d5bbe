import { formatInstant, HOUR, type Instant } from '#core/time';
import { FURTHEST_AHEAD } from './limits.ts';
import { show, type Finding } from './rejection.ts';

const DATE_WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?$/;

export const TIME_EXAMPLE = 'such as 2026-11-20T10:15:00.000Z or 2026-11-20T11:15:00+01:00';

/** Why a text that `parseInstant` does not take is no instant. */
export function timeProblem(text: string): {
  readonly reason: 'time-without-zone' | undefined;
  readonly message: string;
} {
  return DATE_WITHOUT_ZONE.test(text)
    ? { reason: 'time-without-zone', message: `must name its zone, ${TIME_EXAMPLE}; got ${show(text)}` }
    : { reason: undefined, message: `must be a date and time with its zone, ${TIME_EXAMPLE}; got ${show(text)}` };
}

/** Whether an instant lies further ahead than a clock can be wrong. */
export function isAhead(instant: Instant, now: Instant): boolean {
  return instant > now + FURTHEST_AHEAD;
}

export function aheadFinding(path: string, instant: Instant): Finding {
  const hours = FURTHEST_AHEAD / HOUR;
  const message = `lies more than ${hours} hours ahead: check the clock and the zone of its source, got ${formatInstant(instant)}`;
  return { reason: 'time-in-future', path, message };
}
