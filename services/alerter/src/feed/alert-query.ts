import { HttpStatus } from '@nestjs/common';
import { z } from 'zod';
import { ALERT_STATES } from '#core/alerts';
import type { AlertPlace } from '#libs/postgres';
import { RequestProblem } from '#libs/runtime';

export const DEFAULT_LIMIT = 50;
export const HIGHEST_LIMIT = 500;

const text = z.string({ error: 'must be given once, as a text' }).min(1, { error: 'must not be empty' });

const alertQuery = z
  .strictObject({
    state: z.enum(ALERT_STATES, { error: `must be one of ${ALERT_STATES.join(', ')}` }),
    rule: text,
    team: text,
    limit: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .pipe(z.number().min(1).max(HIGHEST_LIMIT)),
    cursor: z.string().transform((given, context) => readCursor(given) ?? (context.addIssue('not ours'), z.NEVER)),
  })
  .partial();

/** What is asked of the feed. */
export type AlertQuery = z.output<typeof alertQuery>;

/** Said instead of zod's own words, which tell what a program expected. */
const SENTENCES: Readonly<Record<string, string>> = {
  limit: `must be a whole number from 1 to ${HIGHEST_LIMIT}`,
  cursor: 'must be the "next" of the page before',
};

/** Reads the query string of the feed. @throws RequestProblem naming every parameter that is wrong */
export function readAlertQuery(query: unknown): AlertQuery {
  const parsed = alertQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(alertQuery.shape).join(', ');
      return issue.keys.map((path) => ({ path, message: `is not known; there are ${known}` }));
    }
    const path = String(issue.path[0] ?? '');
    return [{ path, message: SENTENCES[path] ?? issue.message }];
  });
  throw new RequestProblem(HttpStatus.BAD_REQUEST, 'The query cannot be understood.', errors);
}

/** Writes the place of an alert so that it can stand in a URL. */
export function writeCursor({ raisedAt, alertId }: AlertPlace): string {
  return Buffer.from(JSON.stringify([raisedAt, alertId])).toString('base64url');
}

function readCursor(cursor: string): AlertPlace | undefined {
  try {
    const [raisedAt, alertId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (!Number.isSafeInteger(raisedAt) || typeof alertId !== 'string' || alertId.includes('\0')) return undefined;
    return { raisedAt: raisedAt as number, alertId };
  } catch {
    return undefined;
  }
}
