#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { VERSION, explainFailure } from '#libs/runtime';
import { alertsCommand } from './alerts/command.ts';
import { checkCommand } from './check/command.ts';
import { demoCommand } from './demo/command.ts';
import { exportCommand } from './export/command.ts';
import { importCommand } from './import/index.ts';
import { kpisCommand } from './kpis/command.ts';
import { rebuildCommand } from './rebuild/index.ts';
import { replayCommand } from './replay/index.ts';
import { simulateCommand } from './simulate/index.ts';
import { startCommand } from './start/command.ts';

const program = new Command('barometer')
  .description('Live satisfaction and service-desk KPIs from a stream of survey answers and ticket states')
  .version(VERSION)
  .showHelpAfterError('Run it with --help to see what it takes.')
  .addHelpText(
    'after',
    '\nSettings come from the environment and one optional file: docs/settings.md, barometer check',
  );

const COMMANDS = [
  startCommand,
  checkCommand,
  kpisCommand,
  importCommand,
  exportCommand,
  simulateCommand,
  demoCommand,
  rebuildCommand,
  replayCommand,
  alertsCommand,
];

for (const command of COMMANDS) {
  program.addCommand(command().copyInheritedSettings(program));
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`barometer: ${explainFailure(error)}\n`);
  process.exitCode = 1;
}
