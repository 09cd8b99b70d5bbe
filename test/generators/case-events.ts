import * as fc from 'fast-check';
import { CASE_STATES, type CaseChanged } from '#core/case-changes';
import { attributes } from './attributes.ts';
import { delay, instant } from './instants.ts';
import type { Unnamed } from './ticket-events.ts';

const step = fc.option(instant, { nil: undefined });

/** More than any alerter would say: versions that are missing or told in two ways, steps in any order. */
const change = (caseId: string): fc.Arbitrary<CaseChanged> =>
  fc.record({
    kind: fc.constant('case-changed'),
    caseId: fc.constant(caseId),
    version: fc.integer({ min: 1, max: 6 }),
    at: instant,
    state: fc.constantFrom(...CASE_STATES),
    openedAt: instant,
    acknowledgedAt: step,
    contactedAt: step,
    resolvedAt: step,
    recoveredAt: step,
    attributes,
  });

/** All events of one case, at least one. */
export function caseEvents(caseId: string): fc.Arbitrary<Unnamed[]> {
  const event = fc.record({ data: change(caseId), happened: instant, delay });
  return fc
    .array(event, { minLength: 1, maxLength: 6 })
    .map((events) => events.map(({ data, happened, delay }): Unnamed => ({ knownAt: happened + delay, data })));
}
