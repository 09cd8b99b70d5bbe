import { decideCase, type Asked, type Case, type CaseCommand } from '#core/cases';
import type { Instant } from '#core/time';
import { holdCases, type Database } from '#libs/postgres';
import { CaseBook } from './case-book.ts';
import type { CaseRules } from './case-rules.ts';
import { saveGrowths } from './save-growths.ts';

/**
 * What became of a command.
 * - `unknown`: there is no such case; `reused`: its key has stood for another command
 * - `stale`, `impossible`: as `decideCase` says
 */
export type CaseOutcome =
  | { readonly outcome: 'done'; readonly known: Case }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'reused' | 'stale' | 'impossible'; readonly known: Case; readonly message: string };

/** What each command does to a case. */
const CHANGE_OF = {
  acknowledge: 'acknowledged',
  assign: 'assigned',
  note: 'noted',
  contact: 'contacted',
  resolve: 'resolved',
  reopen: 'reopened',
  snooze: 'snoozed',
} as const satisfies Record<CaseCommand['command'], string>;

/**
 * Does to a case what somebody asks, in one transaction with what is told of it. The case's row is held meanwhile: of two
 * who ask at once the second one sees what the first has done.
 *
 * @param now from when on what is told is due
 */
export async function changeCase(
  database: Database,
  caseId: string,
  command: CaseCommand,
  asked: Asked,
  rules: CaseRules,
  now: Instant,
): Promise<CaseOutcome> {
  return database.transaction(async (tx): Promise<CaseOutcome> => {
    const held = await holdCases(tx, { caseIds: [caseId] });
    const known = held[0]?.known;
    if (known === undefined) return { outcome: 'unknown' };
    const earlier = known.timeline.find(({ key }) => key !== undefined && key === asked.key);
    if (earlier !== undefined && earlier.change !== CHANGE_OF[command.command]) {
      const message = `the key was given for another command already ("${earlier.change}"): choose a new one`;
      return { outcome: 'reused', known, message };
    }
    const decided = decideCase(known, command, asked, rules.policy);
    if (!decided.ok) return { outcome: decided.reason, known, message: decided.message };
    const book = new CaseBook(held);
    const grown = book.write(known, decided.events);
    await saveGrowths(tx, book.grown, rules, now);
    return { outcome: 'done', known: grown ?? known };
  });
}
