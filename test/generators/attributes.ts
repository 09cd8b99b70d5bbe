import * as fc from 'fast-check';
import type { Attributes } from '#core/segments';

/** Few values of few dimensions, so that segments fill; any of them may be missing. */
export const attributes: fc.Arbitrary<Attributes> = fc.record(
  {
    team: fc.constantFrom('mail', 'network'),
    agent: fc.constantFrom('a-1', 'a-2', 'a-3'),
    channel: fc.constantFrom('web', 'phone'),
  },
  { requiredKeys: [] },
);
