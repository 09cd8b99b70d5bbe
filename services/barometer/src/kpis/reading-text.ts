import type { Reading } from '#core/kpis';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A value as a person reads it: `+21.2`, `87.3 %`, `2 h 05 m`; a dash where there is none. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === 'seconds') return durationText(value);
  if (unit === 'points') return signed(value);
  if (unit === 'percent') return `${value.toFixed(1)} %`;
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** How far the value is from the one of the window before. */
export function changeText({ value, unit, previous }: Reading): string {
  if (value === null || previous.value === null) return '';
  const change = value - previous.value;
  if (unit === 'seconds') return `${change < 0 ? '−' : '+'}${durationText(Math.abs(change))}`;
  return Number.isInteger(change) && (unit === 'tickets' || unit === 'cases') ? signed(change, 0) : signed(change);
}

/** The interval that the value lies in, at its level. */
export function intervalText({ interval, unit }: Reading): string {
  return interval === null ? '' : `${valueText(interval.low, unit)} … ${valueText(interval.high, unit)}`;
}

function signed(value: number, digits = 1): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** The two largest units that matter, rounded: `59 m 59 s`, `1 h 00 m`, `2 d 03 h`. */
function durationText(seconds: number): string {
  const [whole, minutes, hours] = [1, MINUTE, HOUR].map((unit) => Math.round(seconds / unit)) as [
    number,
    number,
    number,
  ];
  if (whole < HOUR) return pair(whole, 60, 'm', 's');
  return minutes < DAY / MINUTE ? pair(minutes, 60, 'h', 'm') : pair(hours, 24, 'd', 'h');
}

function pair(count: number, base: number, large: string, small: string): string {
  return `${Math.floor(count / base)} ${large} ${String(count % base).padStart(2, '0')} ${small}`;
}
