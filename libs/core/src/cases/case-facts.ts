import type { Attributes } from '#core/segments';
import type { Instant, Milliseconds } from '#core/time';
import type { Case } from './case.ts';

export const CASE_FACTS = [
  'case-opened',
  'case-acknowledged',
  'case-contacted',
  'case-resolved',
  'case-recovered',
] as const;

export type CaseFactKind = (typeof CASE_FACTS)[number];

/**
 * Something that happened to a case, as a KPI counts it. `elapsed` runs from the opening; `case-opened` tells whether the
 * case recovered, so that the share of recovered ones has the cases of its window as its cohort.
 */
export interface CaseFact {
  readonly kind: CaseFactKind;
  readonly at: Instant;
  readonly attributes: Attributes;
  readonly elapsed?: Milliseconds;
  readonly recovered?: boolean;
}

/** The facts of a case as it stands. A withdrawn case has none: there was never an unhappy customer. */
export function caseFacts(known: Case): CaseFact[] {
  if (known.state === 'withdrawn') return [];
  const { segment: attributes, openedAt } = known;
  const steps = [
    ['case-acknowledged', known.acknowledgedAt],
    ['case-contacted', known.contactedAt],
    ['case-resolved', known.resolvedAt],
    ['case-recovered', known.recoveredAt],
  ] as const;
  return [
    { kind: 'case-opened', at: openedAt, attributes, recovered: known.recoveredAt !== undefined },
    ...steps.flatMap(([kind, at]): CaseFact[] =>
      at === undefined ? [] : [{ kind, at, attributes, elapsed: at - openedAt }],
    ),
  ];
}
