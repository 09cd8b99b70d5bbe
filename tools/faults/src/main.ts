#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { runCampaign } from './campaign.ts';
import { removeFolder, startInstallation } from './installation/installation.ts';
import { FULL, QUICK } from './plan.ts';
import { tableOf, testReport } from './report.ts';
import { watcherFor } from './watcher.ts';

interface Options {
  readonly quick: boolean;
  readonly seed: number;
  readonly report?: string;
  readonly keep: boolean;
}

await new Command('test:faults')
  .description(
    'Do to Barometer what production does, on a real Kafka and a real PostgreSQL, while events come in; then compare ' +
      'everything with an oracle that had no trouble. Needs Java 17 and Maven. Takes about twenty minutes.',
  )
  .option('--quick', 'about three minutes: every fault once, fewer events', false)
  .option('--seed <number>', 'the same events and faults again, as far as time allows', wholeNumber, chosenSeed())
  .option('--report <file>', "also write the result as vitest's JSON reporter does")
  .option('--keep', 'keep the logs of all processes also when everything holds', false)
  .action(run)
  .parseAsync();

async function run({ quick, seed, report, keep }: Options): Promise<void> {
  const plan = quick ? QUICK : FULL;
  console.log(`fault campaign, ${plan.name}; --seed ${seed} repeats it`);
  const watcher = watcherFor(process.stderr);
  const installation = await startInstallation(plan.partitions);
  let holds = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.error(`broken off by ${signal}`);
      void installation.stop().then(() => process.exit(1));
    });
  }
  try {
    const outcome = await runCampaign(installation, plan, seed, watcher);
    watcher.close();
    const failures = outcome.verdicts.flatMap((verdict) => verdict.failures);
    holds = failures.length === 0;
    console.log(tableOf(outcome));
    for (const { name, exit } of outcome.surrenders) console.log(`${name} gave up with ${exit.code ?? exit.signal}`);
    for (const failure of failures) console.error(failure);
    if (report !== undefined) await writeFile(report, JSON.stringify(testReport(outcome.verdicts)));
  } catch (error) {
    console.error((error as Error).message);
  } finally {
    watcher.close();
    await installation.stop();
    if (holds && !keep) await removeFolder(installation);
    else console.error(`The logs of all processes are in ${installation.folder}.`);
  }
  // A campaign that was broken off may still be sending.
  process.exit(holds ? 0 : 1);
}

function chosenSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('It must be a whole number from 0.');
  return number;
}
