import type { Segment } from '#core/segments';
import type { Interval } from '#core/statistics';
import { formatInstant, type Instant } from '#core/time';
import type { Span } from '#core/windows';
import type { Band, KpiDefinition } from './definition.ts';
import type { Measured } from './measured.ts';

/** A KPI's value for one segment and one window, with everything needed to judge it. */
export interface Reading {
  readonly kpi: string;
  readonly version: number;
  readonly window: string;
  readonly from: string;
  readonly to: string;
  readonly segment: Segment;
  readonly value: number | null;
  readonly unit: string;
  readonly n: number;
  readonly parts: Readonly<Record<string, number | null>>;
  readonly distribution?: Readonly<Record<string, number>>;
  readonly interval: Interval | null;
  readonly band: string | null;
  /** The window of the same length just before this one. */
  readonly previous: { readonly value: number | null; readonly n: number };
  /** Present when the group is too small to be shown: how many samples it would need. */
  readonly hiddenBelow?: number;
  /** Every fact that the log took before this instant is in the reading; `null` when nothing has been read yet. */
  readonly watermark: string | null;
}

/** Puts a reading together. */
export function readingOf(
  kpi: KpiDefinition,
  window: { readonly name: string; readonly span: Span; readonly watermark: Instant | undefined },
  segment: Segment,
  current: Measured,
  previous: Measured,
): Reading {
  const shown = {
    kpi: kpi.id,
    version: kpi.version,
    window: window.name,
    from: formatInstant(window.span.from),
    to: formatInstant(window.span.to),
    segment,
    unit: kpi.unit,
    n: current.n,
    watermark: window.watermark === undefined ? null : formatInstant(window.watermark),
  };
  const least = leastSamples(kpi, segment);
  if (current.n < least && current.n > 0) {
    return {
      ...shown,
      value: null,
      parts: {},
      interval: null,
      band: null,
      previous: { value: null, n: previous.n },
      hiddenBelow: least,
    };
  }
  return {
    ...shown,
    value: current.value,
    parts: current.parts,
    ...(current.distribution === undefined ? {} : { distribution: current.distribution }),
    interval: current.interval,
    band: bandOf(kpi.bands, current.value),
    previous: { value: previous.n < least ? null : previous.value, n: previous.n },
  };
}

/** What must be the same for two readings of a key to say the same: all but the window's place and the watermark. */
export function sayingOf(reading: Reading): string {
  const { value, n, parts, distribution, interval, band, previous, version, hiddenBelow } = reading;
  return JSON.stringify([
    version,
    value,
    n,
    parts,
    distribution ?? null,
    interval,
    band,
    previous,
    hiddenBelow ?? null,
  ]);
}

/** @returns the first band, from the best, that the value lies in; `null` without a value or bands. */
export function bandOf(bands: readonly Band[], value: number | null): string | null {
  if (value === null) return null;
  const band = bands.find(
    ({ above, atLeast }) =>
      (above === undefined && atLeast === undefined) ||
      (above !== undefined && value > above) ||
      (atLeast !== undefined && value >= atLeast),
  );
  return band?.name ?? null;
}

function leastSamples(kpi: KpiDefinition, segment: Segment): number {
  const { smallGroups } = kpi;
  if (smallGroups === undefined) return 0;
  return Object.keys(segment).some((dimension) => smallGroups.dimensions.includes(dimension))
    ? smallGroups.minSamples
    : 0;
}
