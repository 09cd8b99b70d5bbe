import { dayBefore, localTimeOf, MINUTE, type Instant } from '#core/time';
import type { QuietHours } from './paging-policy.ts';

const LONGEST_SEARCH = 8 * 24 * 60;

/** Whether an instant lies in the quiet hours, by the clock of their zone. */
export function isQuiet({ zone, spans }: QuietHours, at: Instant): boolean {
  const { weekday, minute } = localTimeOf(at, zone);
  return spans.some(({ days, from, to }) => {
    if (from < to) return days.includes(weekday) && minute >= from && minute < to;
    return (days.includes(weekday) && minute >= from) || (days.includes(dayBefore(weekday)) && minute < to);
  });
}

/**
 * When the quiet hours that an instant lies in are over. Searched minute by minute: clocks that are put forward or back
 * make any shorter way wrong twice a year.
 *
 * @returns `undefined` outside of quiet hours. Hours that never end (all of every day) are taken to end after eight days.
 */
export function quietUntil(quietHours: QuietHours, at: Instant): Instant | undefined {
  if (!isQuiet(quietHours, at)) return undefined;
  const start = Math.floor(at / MINUTE) * MINUTE;
  for (let minutes = 1; minutes <= LONGEST_SEARCH; minutes += 1) {
    if (!isQuiet(quietHours, start + minutes * MINUTE)) return start + minutes * MINUTE;
  }
  return start + LONGEST_SEARCH * MINUTE;
}
