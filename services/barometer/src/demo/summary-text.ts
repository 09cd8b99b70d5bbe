import Table from 'cli-table3';
import type { SimulationSummary } from '../simulate/index.ts';
import { PLAIN } from '../terminal/plain-table.ts';

const MEGABYTE = 1024 * 1024;

/** What the demo did, and what it took. */
export function summaryText(
  sent: SimulationSummary,
  alerts: { readonly past: number; readonly live: number },
  memory = { now: process.memoryUsage().rss, peak: process.resourceUsage().maxRSS * 1024 },
): string {
  const table = new Table({ ...PLAIN, colAligns: ['left', 'right'] });
  const count = (value: number) => value.toLocaleString('en-GB');
  table.push(
    ['events of the past', count(sent.history)],
    ['events live', count(sent.live)],
    ['events refused', count(sent.refused)],
    ['alerts received by webhook', `${count(alerts.past + alerts.live)}, ${count(alerts.live)} of them live`],
    ['resident memory of this process', `${megabytes(memory.now)}, at most ${megabytes(memory.peak)}`],
  );
  return table.toString();
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`;
}
