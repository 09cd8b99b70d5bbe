import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { parse } from 'yaml';
import { AlertRulesInvalid, loadAlertRules, type AlertRules, type Delivery } from '#core/alerts';
import { loadCatalogue, type Catalogue } from '#core/kpis';
import { formatInstant, parseInstant } from '#core/time';
import { loadSettings } from '#libs/config';
import { stopSignals } from '#libs/runtime';
import { ImportRefused } from '../import/index.ts';
import { PLAIN } from '../terminal/plain-table.ts';
import { alertList } from './alert-list.ts';
import { dryRun, type DryRunResult } from './dry-run.ts';

interface Options {
  readonly mapping: string;
  readonly file: string[];
  readonly set?: Map<string, string>;
  readonly rules?: string;
  readonly from: number;
  readonly to: number;
}

/** The command `barometer alerts`. */
export function alertsCommand(): Command {
  return new Command('alerts').description('Try out alert rules').addCommand(testCommand());
}

function testCommand(): Command {
  return new Command('test')
    .description('Play exports to the alert rules and list what would have fired. Sends nothing, needs no server')
    .requiredOption('-m, --mapping <name or path>', 'a shipped mapping, or the path of a mapping file')
    .requiredOption('-f, --file <path...>', 'a file: .csv or .ndjson, also packed as .gz; may be repeated')
    .requiredOption('--from <instant>', 'the first instant whose alerts are listed, such as 2016-03-01', instant)
    .requiredOption('--to <instant>', 'the first instant after', instant)
    .option('--set <name=value>', 'a parameter of the mapping; may be repeated', assignment)
    .option('--rules <path>', 'rules of your own, YAML or JSON (default: those in force, by BAROMETER_ALERT_RULES)')
    .addHelpText(
      'after',
      '\nWindows and baselines are warm from all that the files hold before --from. Reference: docs/alerts.md',
    )
    .action(async (options: Options) => {
      try {
        process.stdout.write(`${await report(options)}\n`);
      } catch (error) {
        if (!(error instanceof ImportRefused)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
}

async function report({ mapping, file: files, set, rules, from, to }: Options): Promise<string> {
  if (to <= from) throw new ImportRefused('--to must be after --from');
  const { settings } = loadSettings(process.env, process.cwd());
  const catalogue = loadCatalogue(settings.ownCatalogue);
  const parameters = set ?? new Map<string, string>();
  const loaded =
    rules === undefined ? loadAlertRules(settings.ownAlertRules, catalogue) : await readRules(rules, catalogue);
  const request = { mapping, files, parameters, rules: loaded, catalogue, from, to };
  return reportOf(await dryRun(request, Date.now(), stopSignals()));
}

async function readRules(path: string, catalogue: Catalogue): Promise<AlertRules> {
  try {
    return loadAlertRules(parse(await readFile(path, 'utf8')), catalogue);
  } catch (error) {
    if (!(error instanceof AlertRulesInvalid)) throw error;
    const problems = error.problems.map((problem) => `  ${problem.path} ${problem.message}`);
    throw new ImportRefused(`${path} is wrong:\n${problems.join('\n')}`);
  }
}

/** The list, and under it how many messages it would have made. */
export function reportOf({ fired, deliveries, events, unreadable }: DryRunResult): string {
  const lines = alertList(fired);
  const table = new Table({
    ...PLAIN,
    head: ['fired', 'over', 'severity', 'what'],
    colWidths: [null, null, null, 100],
    wordWrap: true,
  });
  for (const { firedAt, endedAt, severity, text } of lines) {
    table.push([shortly(firedAt), endedAt === undefined ? 'still fires' : shortly(endedAt), severity, text]);
  }
  const count = (kind: Delivery['kind']) => deliveries.filter((delivery) => delivery.kind === kind).length;
  const refused = unreadable === 0 ? '' : ` (${unreadable} that intake would refuse)`;
  return [
    lines.length === 0 ? 'Nothing would have fired.' : table.toString(),
    `${fired.length} alerts in ${lines.length} lines, from ${events} events${refused}.`,
    `Receivers would have been sent ${count('page')} pages, ${count('update')} updates and ${count('digest')} digests.`,
  ].join('\n');
}

/** Minutes are enough for a list, and UTC is what every instant of Barometer is told in. */
function shortly(at: number): string {
  return formatInstant(at).slice(0, 16).replace('T', ' ');
}

function instant(text: string): number {
  const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (at === undefined) throw new InvalidArgumentError('write it as 2016-03-01, or as 2016-03-01T08:00:00Z.');
  return at;
}

function assignment(text: string, earlier: Map<string, string> | undefined): Map<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('write it as name=value, such as --set year=2014.');
  return new Map(earlier).set(text.slice(0, equals), text.slice(equals + 1));
}
