import { z } from 'zod';
import { SCALES, type ScaleId } from '#core/answers';
import { reading } from './reading.ts';
import { identifier, instantText, object } from './values.ts';

export const ALERT_STATES = ['pending', 'firing', 'resolved', 'withdrawn'] as const;
export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;

const scaleIds = SCALES.map(({ id }) => id) as [ScaleId, ...ScaleId[]];

/** Carries no word that a respondent wrote: it leaves for on-call tools. */
export const alertChanged = object({
  alertId: identifier,
  rule: identifier.describe('The rule that found it.'),
  severity: z.enum(ALERT_SEVERITIES),
  state: z.enum(ALERT_STATES),
  at: instantText.describe('When the alert came into the state.'),
  segment: reading.shape.segment,
  summary: z.string().describe('One sentence for the person who is paged.'),
  evidence: object({
    readings: z.array(reading).describe('The readings that a statistical alert rests on.'),
    answers: z
      .array(
        object({
          responseId: identifier,
          question: identifier,
          scale: z.enum(scaleIds),
          score: z.int(),
          ticketId: identifier.nullish().describe('The ticket that was rated, where the answer names one.'),
        }),
      )
      .describe('The answers that an event alert rests on.'),
    ticketId: identifier.exactOptional().describe('The ticket that an alert about a due time rests on.'),
  }),
  caseId: identifier.nullable().describe('The case that follows the customer until the loop is closed.'),
});

export type AlertChangedData = z.infer<typeof alertChanged>;
