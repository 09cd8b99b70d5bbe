import Table from 'cli-table3';
import type { ImportSummary } from './import-request.ts';
import { rejections } from './tally.ts';

/** The end of an import in a table. Counts that are nought for this import are left out. */
export function summaryTable({ tally, took }: ImportSummary, dryRun: boolean): string {
  const table = new Table({
    style: { head: [], border: [] },
    colAligns: ['left', 'right'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  const count = (name: string, value: number, always = false) => {
    if (always || value > 0) table.push([name, value.toLocaleString('en-GB')]);
  };
  count('rows read', tally.rows, true);
  for (const [reason, rows] of tally.skipped) count(`rows skipped: ${reason}`, rows);
  count('rows rejected by the mapping', tally.rejectedRows);
  count('events', tally.events, true);
  count('sent by an earlier run', tally.sentBefore);
  if (!dryRun) count('accepted', tally.accepted, true);
  count('rejected by the server', tally.refused);
  const seconds = Math.max(took, 1) / 1000;
  table.push(['time', `${seconds.toFixed(1)} s`]);
  const done = dryRun ? tally.events : tally.accepted + tally.refused;
  table.push(['rate', `${Math.round(done / seconds).toLocaleString('en-GB')} events/s`]);
  return table.toString();
}

/** What a person should know or do after the import. */
export function closingWords(summary: ImportSummary, dryRun: boolean): string {
  const { tally, finished, rejectedFile, sample } = summary;
  const lines: string[] = [];
  if (dryRun) lines.push('Dry run: nothing was sent. The first events:', ...sample);
  const lost = rejections(tally);
  if (lost > 0)
    lines.push(`${lost} ${lost === 1 ? 'row was' : 'rows were'} rejected: see ${rejectedFile} for the reasons.`);
  if (!finished) lines.push('Stopped. Run the same command again to go on from here, or with --restart to begin anew.');
  return lines.join('\n');
}
