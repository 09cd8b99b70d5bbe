import { z } from 'zod';
import { reading } from './reading.ts';
import { count } from './values.ts';

/** What made a reading change. */
export const UPDATE_CAUSES = ['event', 'late', 'correction', 'erasure', 'clock'] as const;

export const kpiUpdated = reading.extend({
  revision: count.describe('Rises by one with every update of the same KPI, window and segment.'),
  cause: z.enum(UPDATE_CAUSES).describe('What made the reading change.'),
});

export type KpiUpdatedData = z.infer<typeof kpiUpdated>;
