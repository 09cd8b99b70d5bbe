import { DAY, HOUR, type Instant } from '#core/time';

/** How busy a working day is, hour by hour (UTC): a steep morning, a dip at noon, quiet nights. */
const WORKDAY = [1, 1, 1, 1, 2, 4, 12, 38, 78, 100, 94, 80, 52, 66, 84, 78, 62, 36, 16, 8, 5, 3, 2, 1];
const WEEKEND_SHARE = 0.12;
const MONDAY_SHARE = 1.25;

/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Sunday is 0. */
export function weekdayOf(instant: Instant): number {
  return (FIRST_WEEKDAY + Math.floor(instant / DAY)) % 7;
}

/** The number of the week, counted from Mondays. */
export function weekOf(instant: Instant): number {
  return Math.floor((instant / DAY + FIRST_WEEKDAY - 1) / 7);
}

/** Monday, 00:00 UTC. */
export function startOfWeek(week: number): Instant {
  return (week * 7 - (FIRST_WEEKDAY - 1)) * DAY;
}

function weightOf(weekday: number, hour: number): number {
  const share = weekday === 0 || weekday === 6 ? WEEKEND_SHARE : weekday === 1 ? MONDAY_SHARE : 1;
  return (WORKDAY[hour] ?? 0) * share;
}

let total = 0;
for (let weekday = 0; weekday < 7; weekday += 1)
  for (let hour = 0; hour < 24; hour += 1) total += weightOf(weekday, hour);

/** How busy the hour is that begins at `instant`, where 1 is the mean of a week. */
export function busyness(instant: Instant): number {
  const hour = Math.floor((instant % DAY) / HOUR);
  return (weightOf(weekdayOf(instant), hour) * 24 * 7) / total;
}

/** Outside office hours everything waits: how many times longer than in the day. */
export function slowness(instant: Instant): number {
  return busyness(instant) > 0.8 ? 1 : 2.5;
}
