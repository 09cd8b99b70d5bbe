import Table from 'cli-table3';
import { Command } from 'commander';
import { loadAlertRules } from '#core/alerts';
import { loadCatalogue } from '#core/kpis';
import { loadSettings } from '#libs/config';
import { PLAIN } from '../terminal/plain-table.ts';

/** The command `barometer check`. */
export function checkCommand(): Command {
  return new Command('check')
    .description('Check the settings, the KPI catalogue and the alert rules, and show what is in force')
    .addHelpText('after', '\nExits with 1 and lists everything that is wrong when something is. Secrets are not shown.')
    .action(() => {
      process.stdout.write(`${report()}\n`);
    });
}

function report(): string {
  const { settings, inForce } = loadSettings(process.env, process.cwd());
  const table = new Table({ ...PLAIN, head: ['setting', 'value', 'from'] });
  for (const { name, shown, origin } of inForce) table.push([name, shown, origin]);

  const catalogue = loadCatalogue(settings.ownCatalogue);
  const kpis = new Table({ ...PLAIN, head: ['KPI', 'version', 'unit', 'title', 'watched by'] });
  for (const { id, version, unit, title, cuts } of catalogue.kpis) {
    kpis.push([id, version, unit, title, cuts.map((cut) => cut.join(' × ') || 'all').join(', ')]);
  }
  const watched = `Windows watched: ${catalogue.windows.join(', ')}. Any other can be asked for.`;

  const rules = new Table({ ...PLAIN, head: ['alert rule', 'kind', 'severity', 'title'] });
  for (const { id, kind, severity, title } of loadAlertRules(settings.ownAlertRules, catalogue).rules) {
    rules.push([id, kind, severity, title]);
  }
  const right = 'Settings, catalogue and alert rules are right.';
  return [table.toString(), '', kpis.toString(), watched, '', rules.toString(), '', right].join('\n');
}
