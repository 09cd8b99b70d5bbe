import Table from 'cli-table3';
import { PLAIN } from '../terminal/plain-table.ts';
import type { RebuildRequest, RebuildSummary } from './rebuild-request.ts';

/** The end of a rebuild in tables. */
export function summaryTable(summary: RebuildSummary): string {
  const table = new Table({ ...PLAIN, colAligns: ['left', 'right'] });
  const count = (name: string, value: number) => table.push([name, value.toLocaleString('en-GB')]);
  count('events of the journal', summary.events);
  if (summary.unreadable > 0) count('… that cannot be read', summary.unreadable);
  count('responses and tickets', summary.subjects);
  count('ledger rows', summary.rows);
  if (summary.panes > 0) count('panes', summary.panes);
  if (summary.caughtUp > 0) count('events that came meanwhile', summary.caughtUp);
  for (const [step, milliseconds] of summary.took)
    table.push([`time: ${step}`, `${(milliseconds / 1000).toFixed(1)} s`]);
  const seconds = [...summary.took.values()].reduce((sum, each) => sum + each, 0) / 1000;
  table.push([
    'rate, all steps',
    `${Math.round(summary.events / Math.max(seconds, 0.001)).toLocaleString('en-GB')} events/s`,
  ]);
  table.push(['hash of the live projection', summary.liveHash]);
  table.push(['hash of what was built', summary.builtHash]);
  return [table.toString(), ...differenceTable(summary)].join('\n');
}

function differenceTable({ differences }: RebuildSummary): string[] {
  if (differences.length === 0) return [];
  const table = new Table({ ...PLAIN, head: ['differs', 'live', 'built'], colAligns: ['left', 'right', 'right'] });
  for (const { what, live, built } of differences) {
    table.push([what, live.toLocaleString('en-GB'), built.toLocaleString('en-GB')]);
  }
  return [table.toString()];
}

/** What a person should know or do after the rebuild. */
export function closingWords(summary: RebuildSummary, { verify }: RebuildRequest): string {
  const lines: string[] = [];
  const { differences, generation, unreadable, firstUnreadable } = summary;
  if (unreadable > 0) {
    lines.push(
      `${unreadable} events cannot be read by this version, and were left out; the first is ${firstUnreadable ?? ''}.`,
    );
  }
  if (generation !== undefined) {
    lines.push(`What was built is live now, as generation ${generation}. Readers load it within seconds.`);
  } else if (differences.length === 0) {
    lines.push('What was built says the same as the live projection. Nothing was changed.');
  } else {
    lines.push(
      'What was built says something else than the live projection. Nothing was changed.',
      'That is so after a new version, when the live projection is damaged, or when the journal is not complete.',
    );
    if (!verify) lines.push('To let it take the live projection’s place: barometer rebuild --replace.');
  }
  return lines.join('\n');
}
