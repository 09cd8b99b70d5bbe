#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import Table from 'cli-table3';
import { Command } from 'commander';
import { alertQuality } from './alerts/alert-quality.ts';
import { durableEmbedded, durableKafka } from './durable-benchmark.ts';
import { importRate } from './import-rate.ts';
import type { Benchmark, Line } from './measurements.ts';
import { rebuildRate } from './rebuild-benchmark.ts';
import { residentMemory } from './resident-memory.ts';

const BENCHMARKS: readonly Benchmark[] = [
  durableEmbedded,
  durableKafka,
  rebuildRate,
  importRate,
  residentMemory,
  alertQuality,
];

interface Options {
  readonly quick: boolean;
  readonly json?: string;
}

await new Command('bench')
  .description('Measure Barometer on this machine. Only ratios of one run mean something elsewhere.')
  .argument('[names...]', `which benchmarks: ${BENCHMARKS.map(({ name }) => name).join(', ')} (default: all)`)
  .option('--quick', 'fewer events and runs: a look, not a figure to quote', false)
  .option('--json <file>', 'also write the lines to a file')
  .addHelpText('after', `\n${BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(18)}${about}`).join('\n')}`)
  .action(run)
  .parseAsync();

async function run(names: readonly string[], { quick, json }: Options): Promise<void> {
  const unknown = names.filter((name) => BENCHMARKS.every((benchmark) => benchmark.name !== name));
  if (unknown.length > 0) {
    console.error(
      `There is no benchmark ${unknown.join(', ')}; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}.`,
    );
    process.exitCode = 2;
    return;
  }
  const lines: Line[] = [];
  for (const benchmark of BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    lines.push(...(await benchmark.run({ quick, say: (text) => console.error(text) })));
  }
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}${quick ? ', quick' : ''}`);
  console.log(table(lines));
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ quick, lines }, null, 2)}\n`);
  if (lines.some(({ met }) => met === false)) process.exitCode = 1;
}

function table(lines: readonly Line[]): string {
  const rows = new Table({
    head: ['what', 'value', 'goal', ''],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'left'],
  });
  for (const { what, value, goal = '', met } of lines)
    rows.push([what, value, goal, met === undefined ? '' : met ? 'met' : 'missed']);
  return rows.toString();
}
