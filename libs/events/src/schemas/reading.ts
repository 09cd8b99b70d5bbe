import { z } from 'zod';
import type { Reading } from '#core/kpis';
import { DIMENSIONS, type Segment } from '#core/segments';
import { count, identifier, instantText, object } from './values.ts';

const segment: z.ZodType<Segment> = z
  .partialRecord(z.enum(DIMENSIONS), z.string())
  .describe('The slice of the desk by its dimensions; empty for the whole desk.');

const number = z.number().nullable();

/** A KPI's value for one segment and one window. `Reading` of libs/core is the same thing; the compiler compares them. */
export const reading = object({
  kpi: identifier,
  version: count.describe("The definition's version: another version is another meaning."),
  window: z
    .string()
    .regex(/^\d+[mhd]$/)
    .describe('The length of the window: 30m, 24h, 30d.'),
  from: instantText,
  to: instantText.describe('The window is from ≤ t < to.'),
  segment,
  value: number.describe('null when there is nothing to read it from: empty is not zero.'),
  unit: z.string(),
  n: count.describe('How many facts the value is read from.'),
  parts: z.record(z.string(), number).describe('What the value is made of.'),
  distribution: z.record(z.string(), count).exactOptional().describe('How many answers each score got.'),
  interval: object({
    low: z.number(),
    high: z.number(),
    level: z.number().gt(0).lt(1),
    method: z.enum(['wilson', 'adjusted-wald', 't']),
  }).nullable(),
  band: z.string().nullable(),
  previous: object({ value: number, n: count }).describe('The window of the same length just before.'),
  hiddenBelow: count.exactOptional().describe('The group is too small to be shown: so many samples it would need.'),
  watermark: instantText.nullable().describe('Everything that the log took before this instant is in the reading.'),
}) satisfies z.ZodType<Reading>;
