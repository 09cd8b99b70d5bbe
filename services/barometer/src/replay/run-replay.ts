import { replayDeadLetters } from './replay-dead-letters.ts';
import { replayJournal } from './replay-journal.ts';
import type { ReplayRequest, ReplaySummary, ReplaySurroundings } from './replay-request.ts';
import { ReplayTally } from './replay-tally.ts';

/**
 * Sends events to the input topics once more. Being stopped is no error: what was sent is sent, and a second run sends it
 * again, which does no harm.
 */
export async function runReplay(request: ReplayRequest, surroundings: ReplaySurroundings): Promise<ReplaySummary> {
  const tally = new ReplayTally();
  const { dryRun } = request;
  try {
    if (request.what === 'journal') await replayJournal(request.span, dryRun, tally, surroundings);
    else await replayDeadLetters(request.reasons, dryRun, tally, surroundings);
    return tally.summary(true);
  } catch (error) {
    if (!surroundings.signal.aborted) throw error;
    return tally.summary(false);
  } finally {
    surroundings.display.close();
  }
}
