import { z } from 'zod';
import { SEVERITIES } from '#core/alerts';
import { CASE_STATES, type CaseState } from '#core/case-changes';
import type { CasePlace } from '#libs/postgres';
import { badRequest, problemItems } from './problems.ts';

export const DEFAULT_LIMIT = 50;
export const HIGHEST_LIMIT = 500;

const text = z
  .string({ error: 'must be given once, as a text' })
  .min(1, { error: 'must not be empty' })
  .refine((given) => !given.includes('\0'), { error: 'must not hold the NUL character (U+0000)' });

const STATES_ERROR = `must be one or more of ${CASE_STATES.join(', ')}, joined by commas`;
const LIMIT_ERROR = `must be a whole number from 1 to ${HIGHEST_LIMIT}`;

const caseQuery = z
  .strictObject({
    state: z
      .string({ error: STATES_ERROR })
      .transform((given) => given.split(',') as CaseState[])
      .refine((states) => states.every((state) => CASE_STATES.includes(state)), { error: STATES_ERROR }),
    owner: text,
    team: text,
    severity: z.enum(SEVERITIES, { error: `must be one of ${SEVERITIES.join(', ')}` }),
    overdue: z.literal('true', { error: 'must be true, or be left out' }),
    limit: z
      .string({ error: LIMIT_ERROR })
      .regex(/^\d{1,9}$/, { error: LIMIT_ERROR })
      .transform(Number)
      .refine((limit) => limit >= 1 && limit <= HIGHEST_LIMIT, { error: LIMIT_ERROR }),
    cursor: z
      .string({ error: 'must be the "next" of the page before' })
      .transform(
        (given, context) => readCursor(given) ?? (context.addIssue('must be the "next" of the page before'), z.NEVER),
      ),
  })
  .partial();

/** What is asked of the list of cases. */
export type CaseQuery = z.output<typeof caseQuery>;

/** Reads the query string of the list. @throws RequestProblem naming every parameter that is wrong */
export function readCaseQuery(query: unknown): CaseQuery {
  const parsed = caseQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  throw badRequest('The query cannot be understood.', problemItems(parsed.error, Object.keys(caseQuery.shape)));
}

/** Writes the place of a case so that it can stand in a URL. */
export function writeCursor({ openedAt, caseId }: CasePlace): string {
  return Buffer.from(JSON.stringify([openedAt, caseId])).toString('base64url');
}

function readCursor(cursor: string): CasePlace | undefined {
  try {
    const [openedAt, caseId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (!Number.isSafeInteger(openedAt) || typeof caseId !== 'string' || caseId.includes('\0')) return undefined;
    return { openedAt: openedAt as number, caseId };
  } catch {
    return undefined;
  }
}
