import { Command, InvalidArgumentError } from 'commander';
import { parseInstant } from '#core/time';
import { loadSettings } from '#libs/config';
import { inputTopics } from '#libs/events';
import { createLogger, stopSignals } from '#libs/runtime';
import { withInstallation } from '../installation/with-installation.ts';
import { stepDisplay } from '../terminal/step-display.ts';
import type { ReplayRequest } from './replay-request.ts';
import { runReplay } from './run-replay.ts';
import { closingWords, summaryTable } from './summary-table.ts';

/** Exit codes of `barometer replay`. */
const EXIT = { done: 0, refused: 2, interrupted: 130 } as const;

interface Options {
  readonly from?: number;
  readonly to?: number;
  readonly deadLetters: boolean;
  readonly reason: readonly string[];
  readonly dryRun: boolean;
}

/** The command `barometer replay`. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Send events to the input topics once more: those of a span of time, or dead letters after a fix')
    .option('--from <time>', 'events that the log took from this instant on, such as 2026-11-20T00:00:00Z', instant)
    .option('--to <time>', 'and before this one (default: now)', instant)
    .option('--dead-letters', 'dead letters that can be read today, in place of a span of time', false)
    .option('--reason <reason...>', 'only dead letters of these reasons', [])
    .option('--dry-run', 'only look; nothing is sent', false)
    .addHelpText(
      'after',
      '\nEvents keep their source and id, so that whoever has them already counts them once. Works on the database and\n' +
        'the event log of the settings. Reference: docs/operate/rebuild.md',
    )
    .action(async (options: Options) => {
      const request = requestOf(options, Date.now());
      if (request === undefined) {
        process.stderr.write('Say what to send: --from <time> (and --to <time>), or --dead-letters.\n');
        process.exitCode = EXIT.refused;
      } else process.exitCode = await replay(request);
    });
}

function requestOf({ from, to, deadLetters, reason, dryRun }: Options, now: number): ReplayRequest | undefined {
  if (deadLetters) {
    return from === undefined && to === undefined ? { what: 'dead-letters', reasons: reason, dryRun } : undefined;
  }
  if (from === undefined || reason.length > 0) return undefined;
  return { what: 'journal', span: { from, to: to ?? now }, dryRun };
}

async function replay(request: ReplayRequest): Promise<number> {
  const { stderr, stdout } = process;
  const { settings } = loadSettings(process.env, process.cwd());
  const signal = stopSignals();
  const display = stepDisplay(stderr, Date.now);
  const summary = await withInstallation(settings, 'barometer replay', createLogger('error'), async (installation) => {
    await installation.eventLog.ensureTopics(inputTopics(settings.partitions));
    return runReplay(request, { ...installation, now: Date.now, signal, display });
  });
  if (summary.counts.size > 0) stdout.write(`${summaryTable(summary, request)}\n`);
  const words = closingWords(summary, request);
  if (words !== '') stderr.write(`${words}\n`);
  return summary.finished ? EXIT.done : EXIT.interrupted;
}

function instant(text: string): number {
  const parsed = parseInstant(text);
  if (parsed === undefined) {
    throw new InvalidArgumentError('write a date and time with its zone, such as 2026-11-20T00:00:00Z.');
  }
  return parsed;
}
