import { attributesKey, type Segment } from '#core/segments';
import type { Instant } from '#core/time';
import { judgeSilence } from '../judges/silence.ts';
import { hourOfWeekBaseline, judgeVolume, NO_SPIKE, type VolumeChart } from '../judges/volume.ts';
import type { SilenceRule, VolumeRule } from '../rules/rule.ts';
import type { SegmentVerdict } from './judge-windows.ts';
import type { SegmentCounts } from './segment-counts.ts';

/** A verdict, and the chart that led to it. */
export type ChartedVerdict = SegmentVerdict & { readonly chart: VolumeChart };

/**
 * Takes an hour that is over into the charts of all segments that had facts in it, or are remembered.
 *
 * @param remembered segments with a chart that has risen, or an alert
 * @param chartOf a segment's chart before the hour
 */
export function judgeHour(
  rule: VolumeRule,
  hour: Instant,
  counts: SegmentCounts,
  remembered: readonly Segment[],
  chartOf: (segment: Segment) => VolumeChart | undefined,
): ChartedVerdict[] {
  return distinct([...counts.segments(hour), ...remembered]).map((segment) => {
    const countAt = (when: Instant) => counts.countIn(segment, when);
    const baseline = hourOfWeekBaseline(hour, rule.weeks, countAt);
    return { segment, ...judgeVolume(rule, chartOf(segment) ?? NO_SPIKE, countAt(hour) ?? 0, baseline) };
  });
}

/** Judges the rhythm of all segments that were heard of, or are remembered, as of an instant. */
export function judgeRhythms(
  rule: SilenceRule,
  at: Instant,
  counts: SegmentCounts,
  remembered: readonly Segment[],
): SegmentVerdict[] {
  return distinct([...counts.segments(), ...remembered]).map((segment) => ({
    segment,
    verdict: judgeSilence(rule, counts.occupied(segment, at), at),
  }));
}

function distinct(segments: readonly Segment[]): Segment[] {
  return [...new Map(segments.map((segment) => [attributesKey(segment), segment])).values()];
}
