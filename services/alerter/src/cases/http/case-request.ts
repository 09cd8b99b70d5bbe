import { z } from 'zod';
import type { Asked, CaseCommand } from '#core/cases';
import { parseInstant, type Instant } from '#core/time';
import { LONGEST_COMMENT, LONGEST_VALUE, unstorableCharacter } from '#libs/events';
import type { ProblemItem } from '#libs/runtime';
import { badRequest, problemItems } from './problems.ts';

export const COMMANDS = ['acknowledge', 'assign', 'note', 'contact', 'resolve', 'reopen', 'snooze'] as const;

export type CommandName = (typeof COMMANDS)[number];

/** The headers that say what the sender had seen, and make sure that it is done once. */
export interface CommandHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'idempotency-key'?: string | undefined;
}

const written = (longest: number) =>
  z
    .string({ error: `must be a text of 1 to ${longest} characters` })
    .trim()
    .min(1, { error: `must be a text of 1 to ${longest} characters` })
    .max(longest, { error: `must be a text of 1 to ${longest} characters` })
    .check((context) => {
      const message = unstorableCharacter(context.value);
      if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
    });

const by = written(LONGEST_VALUE).describe('Who asks: a name or an id of the person, as your desk writes it.');
const note = written(LONGEST_COMMENT);
const told = note.optional().describe('What is to be remembered of it.');

const TIME_ERROR = 'must be a date and time with its zone, such as 2026-11-20T10:15:00Z';
const instant = z
  .string({ error: TIME_ERROR })
  .refine((text) => parseInstant(text) !== undefined, { error: TIME_ERROR })
  .meta({ format: 'date-time' });

/** The body of each command. */
export const COMMAND_BODIES = {
  acknowledge: z.strictObject({ by }),
  assign: z.strictObject({ by, owner: written(LONGEST_VALUE).describe('Who shall see to the case.') }),
  note: z.strictObject({ by, note: note.describe('What is to be remembered.') }),
  contact: z.strictObject({ by, note: told }),
  resolve: z.strictObject({ by, note: told }),
  reopen: z.strictObject({ by }),
  snooze: z.strictObject({ by, until: instant.describe('When to come back to it.') }),
} satisfies Record<CommandName, z.ZodType>;

/**
 * Reads what is asked of a case.
 *
 * @throws RequestProblem naming every field and header that is wrong
 */
export function readCommand(
  name: CommandName,
  body: unknown,
  headers: CommandHeaders,
  now: Instant,
): { readonly command: CaseCommand; readonly asked: Asked } {
  const schema = COMMAND_BODIES[name];
  const parsed = schema.safeParse(body ?? {});
  const version = readVersion(headers['if-match']);
  const key = headers['idempotency-key'];
  const errors: ProblemItem[] = [
    ...(parsed.success ? [] : problemItems(parsed.error, Object.keys(schema.shape))),
    ...(version === null
      ? [{ path: 'If-Match', message: 'must be the ETag of the case as it was read, such as "3"' }]
      : []),
    ...(key !== undefined && !/^[\x21-\x7e]{1,256}$/.test(key)
      ? [{ path: 'Idempotency-Key', message: 'must be 1 to 256 visible ASCII characters' }]
      : []),
  ];
  if (!parsed.success || version === null || errors.length > 0) {
    throw badRequest('The request cannot be understood.', errors);
  }
  const asked = { by: parsed.data.by, at: now };
  return {
    command: commandOf(name, parsed.data),
    asked: { ...asked, ...(version === undefined ? {} : { version }), ...(key === undefined ? {} : { key }) },
  };
}

/** The version that an `If-Match` names; `undefined` for any, `null` when it cannot be read. */
function readVersion(ifMatch: string | undefined): number | undefined | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, version] = /^"(\d{1,9})"$/.exec(ifMatch.trim()) ?? [];
  return version === undefined ? null : Number(version);
}

type Fields = {
  readonly by: string;
  readonly owner?: string;
  readonly note?: string | undefined;
  readonly until?: string;
};

function commandOf(command: CommandName, { owner = '', note: words, until = '' }: Fields): CaseCommand {
  switch (command) {
    case 'assign':
      return { command, owner };
    case 'note':
      return { command, note: words ?? '' };
    case 'contact':
    case 'resolve':
      return { command, ...(words === undefined ? {} : { note: words }) };
    case 'snooze':
      return { command, until: parseInstant(until) ?? 0 };
    case 'acknowledge':
    case 'reopen':
      return { command };
  }
}
