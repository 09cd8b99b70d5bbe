import type { Attributes } from '#core/segments';
import type { Instant } from '#core/time';

/**
 * What the fold of a response, a ticket or a case found to have happened. KPIs are read from facts; the ledger holds facts, so
 * a new KPI definition needs no new ledger.
 */
export type FactKind =
  | 'answered'
  | 'response-received'
  | 'opened'
  | 'first-responded'
  | 'assigned'
  | 'resolved'
  | 'reopened'
  | 'closed'
  | 'cancelled'
  | 'backlog-entered'
  | 'backlog-left'
  | 'case-opened'
  | 'case-acknowledged'
  | 'case-contacted'
  | 'case-resolved'
  | 'case-recovered'
  | 'case-work-entered'
  | 'case-work-left';

/** An integer that a fact carries. A duration is in milliseconds; below zero it is unknown and enters no statistics. */
export interface Field {
  readonly name: string;
  readonly kind: 'discrete' | 'duration';
}

/** The shape of one kind of fact. */
export interface FactShape {
  readonly kind: FactKind;
  /** The number that stands for the kind in the ledger; never reused. */
  readonly code: number;
  /** In the order of `Fact.measures`; discrete fields come before durations. */
  readonly fields: readonly Field[];
}

const discrete = (name: string): Field => ({ name, kind: 'discrete' });
const duration = (name: string): Field => ({ name, kind: 'duration' });

/** `sla`: −1 none, 0 missed, 1 met. `mayRecommend`, `comment`, `recovered`: 0 or 1. `scale`: the scale's code. */
export const FACT_SHAPES: readonly FactShape[] = [
  { kind: 'answered', code: 1, fields: [discrete('scale'), discrete('score'), discrete('mayRecommend')] },
  { kind: 'response-received', code: 2, fields: [discrete('comment')] },
  { kind: 'opened', code: 3, fields: [] },
  { kind: 'first-responded', code: 4, fields: [duration('elapsed')] },
  { kind: 'assigned', code: 5, fields: [] },
  { kind: 'resolved', code: 6, fields: [duration('elapsed')] },
  { kind: 'reopened', code: 7, fields: [] },
  {
    kind: 'closed',
    code: 8,
    fields: [
      discrete('sla'),
      discrete('contacts'),
      discrete('reassignments'),
      discrete('reopens'),
      duration('elapsed'),
      duration('resolution'),
    ],
  },
  { kind: 'cancelled', code: 9, fields: [] },
  { kind: 'backlog-entered', code: 10, fields: [] },
  { kind: 'backlog-left', code: 11, fields: [] },
  { kind: 'case-opened', code: 12, fields: [discrete('recovered')] },
  { kind: 'case-acknowledged', code: 13, fields: [duration('elapsed')] },
  { kind: 'case-contacted', code: 14, fields: [duration('elapsed')] },
  { kind: 'case-resolved', code: 15, fields: [duration('elapsed')] },
  { kind: 'case-recovered', code: 16, fields: [duration('elapsed')] },
  { kind: 'case-work-entered', code: 17, fields: [] },
  { kind: 'case-work-left', code: 18, fields: [] },
];

const byKind = new Map<FactKind, FactShape>(FACT_SHAPES.map((shape) => [shape.kind, shape]));
const byCode = new Map<number, FactShape>(FACT_SHAPES.map((shape) => [shape.code, shape]));

/** Something that happened, with the attributes that held at that instant. */
export interface Fact {
  readonly kind: FactKind;
  readonly at: Instant;
  readonly attributes: Attributes;
  /** One integer per field of the kind's shape. */
  readonly measures: readonly number[];
}

export function isFactKind(name: string): name is FactKind {
  return byKind.has(name as FactKind);
}

export function shapeOf(kind: FactKind): FactShape {
  const shape = byKind.get(kind);
  if (shape === undefined) throw new RangeError(`no fact is called "${kind}"`);
  return shape;
}

/** The number that stands for a kind in the ledger. */
export function factCode(kind: FactKind): number {
  return shapeOf(kind).code;
}

/** @throws RangeError when no fact has that code: the ledger was written by a newer version. */
export function shapeOfCode(code: number): FactShape {
  const shape = byCode.get(code);
  if (shape === undefined) throw new RangeError(`no fact has the code ${code}`);
  return shape;
}
