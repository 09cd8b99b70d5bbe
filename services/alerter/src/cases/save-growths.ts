import type { Instant } from '#core/time';
import { appendToOutbox, saveCases, type Queries } from '#libs/postgres';
import type { CaseGrowth } from './case-book.ts';
import { caseChangedMessages } from './case-changed.ts';
import type { CaseDestinations } from './case-rules.ts';
import { caseNoteMessages } from './case-note.ts';

/**
 * Writes what has happened to cases, and what is to be told of it, in one transaction.
 *
 * @throws CaseChanged when somebody else has changed or opened one of them meanwhile
 */
export async function saveGrowths(
  tx: Queries,
  growths: readonly CaseGrowth[],
  { tellsChanges, tellsNotes }: CaseDestinations,
  now: Instant,
): Promise<void> {
  await saveCases(tx, growths);
  const messages = growths.flatMap(({ before, grown, added }) => [
    ...caseChangedMessages(before, grown.timeline.slice(-added), tellsChanges),
    ...caseNoteMessages(grown, added, tellsNotes),
  ]);
  await appendToOutbox(tx, messages, now);
}
