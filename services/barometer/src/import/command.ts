import { tmpdir } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { ServerRefused, ServerUnreachable } from '../delivery/intake-client.ts';
import {
  DEFAULT_BATCH,
  DEFAULT_PATIENCE,
  DEFAULT_SORT_MEMORY,
  DEFAULT_TO,
  type ImportRequest,
  type ImportSummary,
} from './import-request.ts';
import { ImportRefused } from './mapping/problem.ts';
import { runImport } from './run-import.ts';
import { barDisplay } from '../delivery/bar-display.ts';
import { lineDisplay } from '../delivery/line-display.ts';
import { closingWords, summaryTable } from './summary-table.ts';

/** Exit codes of `barometer import`. */
const EXIT = { done: 0, refused: 2, unreachable: 3, interrupted: 130 } as const;

interface Options {
  readonly mapping: string;
  readonly file: string[];
  readonly to: string;
  readonly source?: string;
  readonly set?: Map<string, string>;
  readonly batch: number;
  readonly rejected?: string;
  readonly restart?: boolean;
  readonly dryRun?: boolean;
}

/** The command `barometer import`. */
export function importCommand(): Command {
  return new Command('import')
    .description('Send the rows of CSV or NDJSON exports to a running Barometer, as a mapping file describes them')
    .requiredOption(
      '-m, --mapping <name or path>',
      'a shipped mapping, such as nps-answers, or the path of a mapping file',
    )
    .requiredOption('-f, --file <path...>', 'a file to import: .csv or .ndjson, also packed as .gz; may be repeated')
    .option('--to <url>', 'address of Barometer', DEFAULT_TO)
    .option('--source <source>', 'CloudEvents source of the events, in place of the one of the mapping')
    .option('--set <name=value>', 'a parameter of the mapping; may be repeated', assignment)
    .option('--batch <events>', 'events per request', wholeNumber, DEFAULT_BATCH)
    .option('--rejected <path>', 'where rejected rows go (default: <first file>.rejected.ndjson)')
    .option('--restart', 'forget how far an earlier run came and begin anew')
    .option('--dry-run', 'read and map everything, send nothing, show the first events')
    .addHelpText(
      'after',
      '\nAn import that was stopped goes on where it was when it is run again. Reference: docs/import.md',
    )
    .action(async (options: Options) => {
      process.exitCode = await importFiles({
        ...options,
        files: options.file,
        parameters: options.set ?? new Map(),
        restart: options.restart ?? false,
        dryRun: options.dryRun ?? false,
        patience: DEFAULT_PATIENCE,
        sortMemory: DEFAULT_SORT_MEMORY,
      });
    });
}

async function importFiles(request: ImportRequest): Promise<number> {
  const { stderr, stdout } = process;
  const say = (text: string) => void stderr.write(`${text}\n`);
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const display = stderr.isTTY ? barDisplay(stderr) : lineDisplay(say, Date.now);
  try {
    const surroundings = { now: Date.now, signal: abort.signal, display, temporaryFolder: tmpdir() };
    const summary = await runImport(request, surroundings);
    stdout.write(`${summaryTable(summary, request.dryRun)}\n`);
    say(closingWords(summary, request.dryRun));
    return exitCode(summary, say);
  } catch (error) {
    if (error instanceof ImportRefused || error instanceof ServerRefused) say(error.message);
    else if (error instanceof ServerUnreachable) {
      say(
        `${error.message}\nStart it with: barometer start. Then run the same command again: it goes on where it was.`,
      );
      return EXIT.unreachable;
    } else throw error;
    return EXIT.refused;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Some rejected rows are a matter of the data; when no row at all could be used, the mapping is the wrong one. */
function exitCode({ finished, tally }: ImportSummary, say: (text: string) => void): number {
  if (!finished) return EXIT.interrupted;
  if (tally.rows > 0 && tally.rejectedRows === tally.rows) {
    say('No row could be used: is it the right mapping for this file?');
    return EXIT.refused;
  }
  return EXIT.done;
}

function assignment(text: string, earlier: Map<string, string> | undefined): Map<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('write it as name=value, such as --set year=2014.');
  return new Map(earlier).set(text.slice(0, equals), text.slice(equals + 1));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000) {
    throw new InvalidArgumentError('it must be a whole number from 1 to 10000.');
  }
  return value;
}
