import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { loadSettings } from '#libs/config';
import { createLogger, stopSignals, VERSION } from '#libs/runtime';
import { withInstallation } from '../installation/with-installation.ts';
import { stepDisplay } from '../terminal/step-display.ts';
import { RebuildRefused, type RebuildRequest, type RebuildSummary } from './rebuild-request.ts';
import { runRebuild } from './run-rebuild.ts';
import { closingWords, summaryTable } from './summary-table.ts';

/** Exit codes of `barometer rebuild`. */
const EXIT = { done: 0, refused: 2, different: 4, interrupted: 130 } as const;

/** More threads than this wait for PostgreSQL. */
const MOST_THREADS = 8;

interface Options {
  readonly verify: boolean;
  readonly dryRun: boolean;
  readonly replace: boolean;
  readonly fromTopics: boolean;
  readonly threads: number;
}

/** The command `barometer rebuild`. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('Build the projection anew from the journal beside the live one, compare the two, and swap them')
    .option('--verify', 'only build and compare; nothing is changed', false)
    .option('--dry-run', 'the same as --verify', false)
    .option(
      '--replace',
      'swap even if what was built says something else: a new version, or a damaged projection',
      false,
    )
    .option(
      '--from-topics',
      'read the events from the topics in place of the journal, and make the journal anew',
      false,
    )
    .option('--threads <number>', 'how many threads fold', wholeNumber, Math.min(MOST_THREADS, availableParallelism()))
    .addHelpText(
      'after',
      '\nServices go on meanwhile; nothing is published for what has not changed. Works on the database of the settings.\n' +
        'Exits with 4 when both differ and nothing was swapped. Reference: docs/operate/rebuild.md',
    )
    .action(async ({ dryRun, ...request }: Options) => {
      process.exitCode = await rebuild({ ...request, verify: request.verify || dryRun });
    });
}

async function rebuild(request: RebuildRequest): Promise<number> {
  const { stderr, stdout } = process;
  const { settings } = loadSettings(process.env, process.cwd());
  const signal = stopSignals();
  const display = stepDisplay(stderr, Date.now);
  try {
    const summary = await withInstallation(settings, 'barometer rebuild', createLogger('error'), (installation) =>
      runRebuild(request, { ...installation, now: Date.now, signal, version: VERSION, display }),
    );
    stdout.write(`${summaryTable(summary)}\n`);
    stderr.write(`${closingWords(summary, request)}\n`);
    return exitCode(summary);
  } catch (error) {
    if (signal.aborted) {
      stderr.write('Stopped. The live projection is as it was.\n');
      return EXIT.interrupted;
    }
    if (!(error instanceof RebuildRefused)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.refused;
  }
}

function exitCode({ differences, generation }: RebuildSummary): number {
  return differences.length > 0 && generation === undefined ? EXIT.different : EXIT.done;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64) {
    throw new InvalidArgumentError('it must be a whole number from 1 to 64.');
  }
  return value;
}
