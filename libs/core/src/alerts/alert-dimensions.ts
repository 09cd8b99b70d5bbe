import type { Attributes, Segment } from '#core/segments';

/** The dimensions that an alert names. Never the person, nor the agent: an alert leaves for tools that all may read. */
export const ALERT_DIMENSIONS = ['team', 'channel', 'service', 'topic', 'company', 'segment'] as const;

/** What an alert says of where something happened. */
export function namedSegment(attributes: Attributes): Segment {
  const named = ALERT_DIMENSIONS.flatMap((dimension) => {
    const value = attributes[dimension];
    return value === undefined ? [] : [[dimension, value]];
  });
  return Object.fromEntries(named) as Segment;
}
