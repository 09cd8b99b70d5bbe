import type { z } from 'zod';
import type { SurveyEvent } from '#core/answers';
import type { CaseChanged } from '#core/case-changes';
import type { TicketStateChanged } from '#core/tickets';
import type { Instant } from '#core/time';
import { compileGuard } from '../json-schema.ts';
import { formatPath, type Finding, type RejectionReason } from '../rejection.ts';
import { aheadFinding, isAhead } from '../times.ts';
import type { InputTopic } from '../topics.ts';

export type InputData = SurveyEvent | TicketStateChanged | CaseChanged;

export interface InputTypeDefinition<Name extends string, Data, Event extends InputData> {
  readonly type: Name;
  readonly topic: InputTopic;
  /** One sentence for the documents. */
  readonly summary: string;
  readonly schema: z.ZodType<Data>;
  /** The fields that hold an instant which cannot lie ahead; named alike on the wire and in the domain. */
  readonly happened: readonly (keyof Event & keyof Data & string)[];
  /** The domain's form, or `undefined` when something is wrong that a JSON Schema cannot see. */
  readonly convert: (data: Data) => Event | undefined;
  /** The id that the record is keyed by. */
  readonly subject: (event: Event) => string;
}

/** One type of event that Barometer reads. */
export interface InputType<Name extends string = string> {
  readonly type: Name;
  readonly topic: InputTopic;
  readonly summary: string;
  readonly schema: z.ZodType;
  /** Checks and converts data; the findings say everything that is wrong with it. */
  read(data: unknown, now: Instant): ReadData;
}

export type ReadData =
  | { readonly ok: true; readonly event: InputData; readonly subject: string }
  | { readonly ok: false; readonly findings: readonly [Finding, ...Finding[]] };

/**
 * Two ways to one verdict: the schema's compiled form decides on data that is right, in a fraction of zod's time; data
 * that it refuses goes to zod, which finds the words. Where the two differ zod is believed; a property test compares them.
 */
export function inputType<Name extends string, Data, Event extends InputData>(
  definition: InputTypeDefinition<Name, Data, Event>,
): InputType<Name> {
  const { type, topic, summary, schema, happened, convert, subject } = definition;
  const fits = compileGuard(schema);

  const claimsFuture = (event: Event, now: Instant): boolean => {
    for (const field of happened) {
      const instant = event[field];
      if (typeof instant === 'number' && isAhead(instant, now)) return true;
    }
    return false;
  };

  const explain = (data: unknown, now: Instant): ReadData => {
    const parsed = schema.safeParse(data, { reportInput: true });
    if (!parsed.success) return refused(parsed.error.issues.map(findingOf));
    const event = convert(parsed.data);
    if (event === undefined) throw new TypeError(`${type}: data that its schema accepts cannot be converted`);
    const ahead = happened.flatMap((field) => {
      const instant = event[field];
      return typeof instant === 'number' && isAhead(instant, now) ? [aheadFinding(`data.${field}`, instant)] : [];
    });
    if (ahead.length > 0) return refused(ahead);
    return { ok: true, event, subject: subject(event) };
  };

  return {
    type,
    topic,
    summary,
    schema,
    read(data, now) {
      const event = fits(data) ? convert(data) : undefined;
      if (event === undefined || claimsFuture(event, now)) return explain(data, now);
      return { ok: true, event, subject: subject(event) };
    },
  };
}

function refused(findings: readonly Finding[]): ReadData {
  const [first, ...others] = findings;
  if (first === undefined) throw new TypeError('data was refused for no reason');
  return { ok: false, findings: [first, ...others] };
}

function findingOf(issue: z.core.$ZodIssue): Finding {
  return { reason: reasonOf(issue), path: formatPath(['data', ...issue.path]), message: issue.message };
}

function reasonOf(issue: z.core.$ZodIssue): RejectionReason {
  if (issue.code === 'custom') return (issue.params?.['reason'] as RejectionReason | undefined) ?? 'invalid-data';
  if (issue.code === 'invalid_union') return 'unknown-scale';
  const isScore = issue.path.at(0) === 'answers' && issue.path.at(-1) === 'score';
  return isScore && typeof issue.input === 'number' ? 'score-out-of-range' : 'invalid-data';
}
