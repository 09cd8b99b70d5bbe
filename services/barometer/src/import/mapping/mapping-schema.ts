import { SCALES } from '#core/answers';
import { z } from 'zod';
import { conditionSchema, ruleSchema } from './rule-schema.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const rule = ruleSchema;

const scale = z.enum(
  SCALES.map(({ id }) => id),
  { error: `expected a scale: ${SCALES.map(({ id }) => id).join(', ')}` },
);

const expression = z.string().refine(
  (written) => {
    try {
      return new RegExp(written) instanceof RegExp;
    } catch {
      return false;
    }
  },
  { error: 'is no regular expression' },
);

/** Where ticket events can be cut by; `survey` and `question` come from the answer itself. */
const attributes = z.strictObject({
  service: rule.optional(),
  team: rule.optional(),
  agent: rule.optional(),
  channel: rule.optional(),
  topic: rule.optional(),
  priority: rule.optional(),
  company: rule.optional(),
  segment: rule.optional(),
  product: rule.optional(),
  journeyStage: rule.optional(),
});

/** What a ticket event may say beside its state and its time. */
const ticketWords = {
  attributes: attributes.optional(),
  counts: z
    .strictObject({ contacts: rule.optional(), reassignments: rule.optional(), reopens: rule.optional() })
    .optional(),
  sla: z.strictObject({ dueAt: rule.optional(), met: rule.optional() }).optional(),
  openedAt: rule.optional(),
  resolvedAt: rule.optional(),
};

const stateChange = z.strictObject({
  id: rule,
  ticketId: rule,
  state: rule,
  at: rule,
  recorded: rule.optional(),
  sequence: rule.optional(),
  ...ticketWords,
});

const wholeTicket = z.strictObject({
  id: rule,
  ticketId: rule,
  ...ticketWords,
  changes: z
    .array(
      z.strictObject({
        state: rule,
        at: rule,
        recorded: rule.optional(),
        when: conditionSchema.optional(),
        ...ticketWords,
      }),
    )
    .min(1),
});

const surveyResponse = z.strictObject({
  id: rule,
  responseId: rule,
  revision: rule.optional(),
  surveyId: rule.optional(),
  answeredAt: rule,
  recorded: rule.optional(),
  comment: rule.optional(),
  respondent: z
    .strictObject({
      id: rule.optional(),
      company: rule.optional(),
      segment: rule.optional(),
      mayRecommend: rule.optional(),
    })
    .optional(),
  about: attributes.extend({ ticketId: rule.optional() }).optional(),
  answers: z.array(z.strictObject({ question: z.string().min(1), scale, score: rule })).min(1),
});

const csvFormat = z.strictObject({
  kind: z.literal('csv'),
  delimiter: z.string().min(1).default(','),
  quote: z.string().length(1).default('"'),
  encoding: z.string().default('utf-8'),
});

const ndjsonFormat = z.strictObject({ kind: z.literal('ndjson'), encoding: z.string().default('utf-8') });

const anyRow = {
  mapping: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by "-"'),
  description: z.string().optional(),
  /** CloudEvents `source` of every event; with the event's id it is what makes importing twice harmless. */
  source: z.string().min(1).optional(),
  format: z
    .discriminatedUnion('kind', [csvFormat, ndjsonFormat])
    .default({ kind: 'csv', delimiter: ',', quote: '"', encoding: 'utf-8' }),
  parameters: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'expected letters, digits and "_"'),
      z.strictObject({ description: z.string(), default: scalar.optional(), pattern: expression.optional() }),
    )
    .default({}),
  zone: z.string().optional(),
  missing: z.array(scalar).default([]),
  derive: z.array(z.strictObject({ from: z.string(), pattern: expression })).default([]),
  skip: z.array(conditionSchema).default([]),
  sort: z.array(z.enum(['at', 'recorded', 'sequence'])).default([]),
};

/** A mapping file: how the rows of an export become events. Reference: docs/import.md. */
export const mappingSchema = z.discriminatedUnion(
  'row',
  [
    z.strictObject({ ...anyRow, row: z.literal('ticket-state-change'), event: stateChange }),
    z.strictObject({ ...anyRow, row: z.literal('ticket'), ticket: wholeTicket }),
    z.strictObject({ ...anyRow, row: z.literal('survey-response'), response: surveyResponse }),
  ],
  { error: 'expected row: ticket-state-change, ticket or survey-response' },
);

export type MappingSource = z.infer<typeof mappingSchema>;
export type StateChangeSource = z.infer<typeof stateChange>;
export type WholeTicketSource = z.infer<typeof wholeTicket>;
export type SurveyResponseSource = z.infer<typeof surveyResponse>;
export type TicketWordsSource = Pick<StateChangeSource, 'attributes' | 'counts' | 'sla' | 'openedAt' | 'resolvedAt'>;
export type SortKey = MappingSource['sort'][number];
