import Table from 'cli-table3';
import type { Outcome } from './campaign.ts';

/** The table at the end of a campaign. */
export function tableOf({ events, malformed, done, surrenders, catchUp, verdicts }: Outcome): string {
  const figures = new Table({ style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  figures.push(['events sent', events], ['malformed records sent', malformed]);
  for (const [what, times] of [...done].sort(([a], [b]) => (a < b ? -1 : 1))) figures.push([what, times]);
  figures.push(['processes that gave up and were started again', surrenders.length]);
  figures.push(['seconds to catch up', (catchUp / 1000).toFixed(1)]);
  const checks = new Table({
    head: ['at the end', 'compared', 's', ''],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [46, 56, 7, 8],
  });
  for (const { name, figures, seconds, failures } of verdicts) {
    checks.push([name, figures, seconds.toFixed(1), failures.length === 0 ? 'holds' : 'FAILS']);
  }
  return `${figures.toString()}\n${checks.toString()}`;
}

/** The checks as tests, in the form of vitest's JSON reporter, for the script that adds up all test runs. */
export function testReport(verdicts: Outcome['verdicts']): object {
  const assertionResults = verdicts.map(({ name, failures }) => ({
    title: name,
    status: failures.length === 0 ? 'passed' : 'failed',
    failureMessages: failures,
  }));
  const isFailed = assertionResults.some(({ status }) => status === 'failed');
  return { testResults: [{ name: 'fault campaign', status: isFailed ? 'failed' : 'passed', assertionResults }] };
}
