import type { Dimension } from '#core/segments';
import { labelOf } from '#services/reader';
import { wholeDesk } from '../../generate/src/prometheus/whole-desk.ts';

/** Every query asks the installations that are chosen above the dashboard. */
export const JOB = 'job=~"$job"';

/** Which rows of the gauges a panel shows: the whole desk, or the slices of a breakdown that are chosen. */
export type Slices = { readonly by?: Dimension; readonly window?: string; readonly more?: string };

/** What stands between the braces of a KPI's gauge; a breakdown by a dimension has a variable of its label's name. */
export function matchersOf({ by, window, more }: Slices): string {
  const label = by === undefined ? undefined : labelOf(by);
  const chosen = label === undefined ? [] : [`${label}!=""`, `${label}=~"$${label}"`];
  return [
    JOB,
    ...(window === undefined ? [] : [`window="${window}"`]),
    ...(more === undefined ? [] : [more]),
    ...chosen,
  ]
    .concat(wholeDesk(label))
    .join(', ');
}
