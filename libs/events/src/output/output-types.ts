import type { z } from 'zod';
import { segmentKey } from '#core/segments';
import { alertChanged, type AlertChangedData } from '../schemas/alert-changed.ts';
import { caseChanged, type CaseChangedData } from '../schemas/case-changed.ts';
import { kpiUpdated, type KpiUpdatedData } from '../schemas/kpi-updated.ts';
import { TOPICS } from '../topics.ts';

/** The data of each type of event that Barometer writes. */
export interface OutputData {
  'kpi.updated.v1': KpiUpdatedData;
  'alert.changed.v1': AlertChangedData;
  'case.changed.v1': CaseChangedData;
}

export type OutputTypeName = keyof OutputData;

/** One type of event that Barometer writes. */
export interface OutputType<Name extends OutputTypeName> {
  readonly type: Name;
  readonly topic: string;
  readonly summary: string;
  readonly schema: z.ZodType<OutputData[Name]>;
  /** The record's key: what is in order, and what compaction keeps the last of. */
  readonly keyOf: (data: OutputData[Name]) => string;
  readonly subjectOf: (data: OutputData[Name]) => string;
}

export const OUTPUT_TYPES: { readonly [Name in OutputTypeName]: OutputType<Name> } = {
  'kpi.updated.v1': {
    type: 'kpi.updated.v1',
    topic: TOPICS.kpiUpdated,
    summary: 'A reading changed. At most one a second per key; the last one says what the reading says.',
    schema: kpiUpdated,
    keyOf: ({ kpi, window, segment }) => `[${JSON.stringify(kpi)},${JSON.stringify(window)},${segmentKey(segment)}]`,
    subjectOf: ({ kpi }) => kpi,
  },
  'alert.changed.v1': {
    type: 'alert.changed.v1',
    topic: TOPICS.alertChanged,
    summary: 'An alert came into a state.',
    schema: alertChanged,
    keyOf: ({ alertId }) => alertId,
    subjectOf: ({ alertId }) => alertId,
  },
  'case.changed.v1': {
    type: 'case.changed.v1',
    topic: TOPICS.caseChanged,
    summary: 'Something happened to a case: the whole case as it stands then.',
    schema: caseChanged,
    keyOf: ({ caseId }) => caseId,
    subjectOf: ({ caseId }) => caseId,
  },
};
