import Table from 'cli-table3';
import { PLAIN } from '../terminal/plain-table.ts';
import type { ReplayRequest, ReplaySummary } from './replay-request.ts';

/** The end of a replay in a table. */
export function summaryTable({ counts }: ReplaySummary, { what, dryRun }: ReplayRequest): string {
  const kind = what === 'journal' ? 'type' : 'put aside as';
  const last = what === 'journal' ? [] : ['still unreadable'];
  const table = new Table({
    ...PLAIN,
    head: [kind, 'found', ...(dryRun ? [] : ['sent']), ...last],
    colAligns: ['left', 'right', 'right', 'right'],
  });
  const number = (value: number) => value.toLocaleString('en-GB');
  for (const [name, { read, sent, unfit }] of counts) {
    const sentOnes = dryRun ? [] : [number(sent)];
    const unfitOnes = what === 'journal' ? [] : [number(unfit)];
    table.push([name, number(read), ...sentOnes, ...unfitOnes]);
  }
  return table.toString();
}

/** What a person should know or do after the replay. */
export function closingWords(
  { counts, sample, complaints, finished }: ReplaySummary,
  { dryRun }: ReplayRequest,
): string {
  const lines: string[] = [];
  if (counts.size === 0) lines.push('There is nothing to send again.');
  if (dryRun && sample.length > 0) lines.push('Dry run: nothing was sent. It would send, first of all:', ...sample);
  if (complaints.length > 0) lines.push('Cannot be read today either, for example:', ...complaints);
  if (!finished) lines.push('Stopped. What was sent stays sent; a second run does no harm.');
  return lines.join('\n');
}
