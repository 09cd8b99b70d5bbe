import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';
import type { CaseState } from './case-state.ts';

/** A case as it stood after a change: all that the numbers need of it. */
export interface CaseStanding {
  /** Rises by one with every change of the case. */
  readonly version: number;
  /** When it changed. */
  readonly at: Instant;
  readonly state: CaseState;
  readonly openedAt: Instant;
  readonly acknowledgedAt: Instant | undefined;
  readonly contactedAt: Instant | undefined;
  readonly resolvedAt: Instant | undefined;
  readonly recoveredAt: Instant | undefined;
  readonly attributes: Attributes;
}

/** Something happened to a case. */
export interface CaseChanged extends CaseStanding {
  readonly kind: 'case-changed';
  readonly caseId: string;
}

/** What the fold keeps of a change. */
export function standingOf(changed: CaseChanged): CaseStanding {
  const { version, at, state, openedAt, acknowledgedAt, contactedAt, resolvedAt, recoveredAt, attributes } = changed;
  return { version, at, state, openedAt, acknowledgedAt, contactedAt, resolvedAt, recoveredAt, attributes };
}

/** A change of a case as the fold keeps it. `source` and `id` are the event's own: they break ties. */
export interface CaseChangedEvent {
  readonly source: string;
  readonly id: string;
  readonly knownAt: Instant;
  readonly data: CaseStanding;
}
