import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number or true/false' });

/** What one column must be for a condition to hold: one of `in`, none of `not`, and there or absent by `present`. */
const expectation = z.strictObject({
  in: z.array(scalar).optional(),
  not: z.array(scalar).optional(),
  present: z.boolean().optional(),
});

/** `State: Closed` and `State: [Closed, Resolved]` are short for `State: { in: [...] }`. */
const conditionSchema = z.record(
  z.string(),
  z.preprocess((written) => {
    if (Array.isArray(written)) return { in: written };
    return typeof written === 'object' && written !== null ? written : { in: [written] };
  }, expectation),
  { error: 'expected columns with the values that they must have, such as { State: Closed }' },
);

const arithmetic = z.strictObject({
  /** The decimal mark of the file. */
  decimal: z.enum(['.', ',']).optional(),
  multiply: z.number().optional(),
  add: z.number().optional(),
  round: z.literal('nearest').optional(),
});

const ruleObject = z.strictObject({
  column: z
    .union([z.string(), z.array(z.string()).min(1)], { error: 'expected a column name or a list of them' })
    .optional(),
  text: z.string().optional(),
  value: scalar.optional(),
  get anyOf() {
    return z.array(ruleSchema).min(1).optional();
  },
  date: z
    .union([z.string(), z.array(z.string()).min(1)], { error: 'expected a date format or a list of them' })
    .optional(),
  zone: z.string().optional(),
  number: arithmetic.optional(),
  lookup: z.record(z.string(), scalar.nullable()).optional(),
  else: z.enum(['reject', 'missing', 'keep']).optional(),
  missing: z.array(scalar).optional(),
  when: conditionSchema.optional(),
  believe: z.strictObject({ notAfter: z.literal('at') }).optional(),
  ifMissing: z.enum(['omit', 'null', 'reject']).optional(),
  optional: z.boolean().optional(),
});

/** How one event field gets its value. A plain text is short for `{ text: … }`, a plain number or boolean for `{ value: … }`. */
const ruleSchema: z.ZodType<RuleSource> = z.preprocess((written) => {
  if (typeof written === 'string') return { text: written };
  if (typeof written === 'number' || typeof written === 'boolean') return { value: written };
  return written;
}, ruleObject) as z.ZodType<RuleSource>;

export { conditionSchema, ruleSchema };

export type Scalar = string | number | boolean;
export type ConditionSource = z.infer<typeof conditionSchema>;
export type ArithmeticSource = z.infer<typeof arithmetic>;

/** A rule as it stands in the mapping file, short forms written out. */
export interface RuleSource {
  readonly column?: string | string[] | undefined;
  readonly text?: string | undefined;
  readonly value?: Scalar | undefined;
  readonly anyOf?: RuleSource[] | undefined;
  readonly date?: string | string[] | undefined;
  readonly zone?: string | undefined;
  readonly number?: ArithmeticSource | undefined;
  readonly lookup?: Record<string, Scalar | null> | undefined;
  readonly else?: 'reject' | 'missing' | 'keep' | undefined;
  readonly missing?: Scalar[] | undefined;
  readonly when?: ConditionSource | undefined;
  readonly believe?: { readonly notAfter: 'at' } | undefined;
  readonly ifMissing?: 'omit' | 'null' | 'reject' | undefined;
  readonly optional?: boolean | undefined;
}
