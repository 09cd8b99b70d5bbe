import { Argument, Command } from 'commander';
import { runServices, type ServiceName } from '#libs/runtime';
import { SERVICES, servicesNamed } from '../services.ts';

/** The command `barometer start`. */
export function startCommand(): Command {
  const names = new Argument('[services...]', 'which services to run; all of them in one process when none is named');
  return new Command('start')
    .description('Run Barometer, or some of its services, until it is stopped')
    .addArgument(names.choices(SERVICES.map(({ name }) => name)))
    .addHelpText(
      'after',
      '\nLogs are JSON lines; the one with "msg":"ready" has the URLs. SIGTERM or Ctrl-C stops everything in order.',
    )
    .action((chosen: ServiceName[]) => runServices(servicesNamed(chosen)));
}
