import { z } from 'zod';
import { parseInstant } from '#core/time';
import { LONGEST_COMMENT, LONGEST_VALUE } from '../limits.ts';
import { show } from '../rejection.ts';
import { TIME_EXAMPLE, timeProblem } from '../times.ts';

/** The one sentence that every failure of a schema is told with: what it must be, and what came instead. */
export const expecting =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `is missing; must be ${what}` : `must be ${what}, got ${show(input)}`;

const text = (longest: number, what: string, shortest = 0) => {
  const error = expecting(what);
  const schema = z.string({ error }).max(longest, { error });
  return shortest > 0 ? schema.min(shortest, { error }) : schema;
};

/** Names a response, a ticket, a question, … */
export const identifier = text(LONGEST_VALUE, `a text of 1 to ${LONGEST_VALUE} characters`, 1);

/** A value to cut numbers by, or any other short text. Empty and `null` say nothing, like a field left out. */
export const shortText = text(LONGEST_VALUE, `a text of at most ${LONGEST_VALUE} characters`).nullish();

export const comment = text(LONGEST_COMMENT, `a text of at most ${LONGEST_COMMENT} characters`).nullish();

export const verdict = z.boolean({ error: expecting('true or false') }).nullish();

export const wholeNumber = (lowest: number, highest: number, what: string) => {
  const error = expecting(what);
  return z.int({ error }).min(lowest, { error }).max(highest, { error });
};

/** Fits a 32-bit integer column. */
const HIGHEST_COUNT = 2_147_483_647;

export const count = wholeNumber(0, HIGHEST_COUNT, `a whole number from 0 to ${HIGHEST_COUNT}`);

/** An ISO 8601 date-time with zone, kept as text: the body that was received is what the journal keeps. */
export const instantText = z
  .string({ error: expecting(`a date and time with its zone, ${TIME_EXAMPLE}`) })
  .check((context) => {
    if (parseInstant(context.value) !== undefined) return;
    const { message, reason } = timeProblem(context.value);
    context.issues.push({ code: 'custom', input: context.value, message, params: { reason } });
  })
  .meta({ format: 'date-time' });

export const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.object(shape, { error: expecting('an object') });
