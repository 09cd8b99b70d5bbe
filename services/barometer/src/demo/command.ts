import { Command, InvalidArgumentError } from 'commander';
import { parseSpan } from '../simulate/span.ts';
import { runDemo } from './run-demo.ts';

interface Options {
  readonly for?: number;
  readonly port?: number;
}

/** The command `barometer demo`. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Show everything at once: all services, a database, a lifelike desk, live KPIs and alerts')
    .option('--for <span>', 'end by itself after this long of live play, such as 30s (default: until Ctrl-C)', span)
    .option('--port <number>', 'the port of the HTTP interface (default: 8080, or a free one when that is taken)', port)
    .addHelpText('after', '\nNeeds nothing installed and keeps nothing: its data are removed at the end.')
    .action(async ({ for: length, port }: Options) => {
      await runDemo({ length, port });
    });
}

function span(text: string): number {
  const length = parseSpan(text);
  if (length === undefined || length < 1_000)
    throw new InvalidArgumentError('it must be a span such as 30s, 5m or 1h.');
  return length;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('it must be a whole number from 0 to 65535.');
  return number;
}
