import { setTimeout as delay } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { stopSignals } from '#libs/runtime';
import { LiveArea } from '../terminal/live-area.ts';
import { kpiTable } from './kpi-table.ts';
import { ReaderClient, ReaderUnreachable } from './reader-client.ts';

interface Options {
  readonly url: string;
  readonly window: string;
  readonly segment: ReadonlyMap<string, string>;
  readonly watch: boolean;
}

/** The command `barometer kpis`. */
export function kpisCommand(): Command {
  return new Command('kpis')
    .description('Show the KPIs of a running Barometer in a table')
    .argument('[ids...]', 'which KPIs; all of them when none is named')
    .option('--url <url>', 'address of Barometer', 'http://127.0.0.1:8080')
    .option('--window <period>', 'how far back to look: <n>m, <n>h or <n>d', '7d')
    .option('--segment <name=value>', 'only this segment, such as team=desk-1; may be repeated', segment, new Map())
    .option('--watch', 'go on, once a second, until Ctrl-C', false)
    .action(async (kpis: string[], { url, window, segment: filter, watch }: Options) => {
      const signal = watch ? stopSignals() : new AbortController().signal;
      const reader = new ReaderClient(url, signal);
      const question = { window, kpis, filter };
      try {
        if (watch) await follow(() => kpiTable(reader, question), signal);
        else process.stdout.write(`${await kpiTable(reader, question)}\n`);
      } catch (error) {
        if (signal.aborted) process.exit(0);
        if (!(error instanceof ReaderUnreachable)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

async function follow(table: () => Promise<string>, signal: AbortSignal): Promise<never> {
  const area = new LiveArea(process.stdout);
  for (;;) {
    const text = await table();
    if (area.redraws) area.draw(text);
    else area.line(text);
    await delay(1_000, undefined, { signal });
  }
}

function segment(text: string, earlier: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('write it as name=value, such as --segment team=desk-1.');
  return new Map(earlier).set(text.slice(0, equals), text.slice(equals + 1));
}
