import { Command, InvalidArgumentError, Option } from 'commander';
import { DAY } from '#core/time';
import { barDisplay } from '../delivery/bar-display.ts';
import { ServerRefused, ServerUnreachable } from '../delivery/intake-client.ts';
import { lineDisplay } from '../delivery/line-display.ts';
import { runSimulation, type SimulationRequest } from './run-simulation.ts';
import { parseSpan } from './span.ts';

interface Options extends Omit<SimulationRequest, 'history' | 'length' | 'rate' | 'patience'> {
  readonly from: number;
  readonly for?: number;
  readonly rate?: number;
}

const PATIENCE = 30_000;

/** The command `barometer simulate`. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Send the events of a lifelike service desk to a running Barometer: first its past, then live')
    .option('--to <url>', 'address of Barometer', 'http://127.0.0.1:8080')
    .addOption(
      new Option('--from <span>', 'how much of the past is sent first, such as 6h or 14d')
        .default(14 * DAY, '14d')
        .argParser(span),
    )
    .option(
      '--speed <times>',
      'play the live part this many times as fast; events never lie in the future',
      atLeast(1),
      1,
    )
    .option(
      '--for <span>',
      'end after this long of live play, such as 30s; 0s sends the past only (default: no end)',
      span,
    )
    .option('--rate <events>', 'at most this many events per second', atLeast(1))
    .option('--seed <number>', 'the same seed gives the same desk', wholeNumber, 7)
    .option('--tickets-per-day <number>', 'tickets on an average day', atLeast(1), 240)
    .option('--duplicates <share>', 'how likely an event comes twice, from 0 to 1', share, 0)
    .option('--late <share>', 'how likely an event comes hours late, from 0 to 1', share, 0)
    .option('--batch <events>', 'most events per request', wholeNumber, 500)
    .action(async ({ from, for: length, rate, ...options }: Options) => {
      process.exitCode = await simulate({ ...options, history: from, length, rate, patience: PATIENCE });
    });
}

async function simulate(request: SimulationRequest): Promise<number> {
  const { stderr } = process;
  const say = (text: string) => void stderr.write(`${text}\n`);
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const display = stderr.isTTY ? barDisplay(stderr) : lineDisplay(say, Date.now);
  try {
    const { history, live, refused } = await runSimulation(request, { now: Date.now, signal: abort.signal, display });
    say(`Sent ${history} events of the past and ${live} live ones; ${refused} were rejected.`);
    return 0;
  } catch (error) {
    if (error instanceof ServerUnreachable) {
      say(`${error.message}\nStart it with: barometer start.`);
      return 3;
    }
    if (!(error instanceof ServerRefused)) throw error;
    say(error.message);
    return 2;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function span(text: string): number {
  const length = parseSpan(text);
  if (length === undefined) throw new InvalidArgumentError('write a number and s, m, h or d, such as 30s or 14d.');
  return length;
}

function atLeast(lowest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= lowest) || value > 1e6)
      throw new InvalidArgumentError(`it must be a number from ${lowest} to 1000000.`);
    return value;
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1e9)
    throw new InvalidArgumentError('it must be a whole number from 1.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('it must be a number from 0 to 1.');
  return value;
}
