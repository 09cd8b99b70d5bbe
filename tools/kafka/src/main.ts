import { join } from 'node:path';
import process from 'node:process';

import { Command, InvalidArgumentError } from 'commander';

import { Broker } from './broker.ts';
import { cacheFolder } from './checkout.ts';
import { KAFKA_VERSION } from './jars.ts';
import { findRunning, noteRunning, stopRunning } from './running-broker.ts';

const DEFAULT_PORT = 9092;
const cache = cacheFolder();
const folder = join(cache, 'broker');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const program = new Command('kafka').description(
  `A real Apache Kafka ${KAFKA_VERSION} on this machine, without containers. Its data stay in ${folder}.`,
);

program
  .command('start')
  .description('start the broker in the background and wait until it answers')
  .option('--port <number>', 'port to listen on, on 127.0.0.1', port, DEFAULT_PORT)
  .action(async (options: { port: number }) => {
    const running = await findRunning(folder);
    if (running === undefined) await start(options.port, true);
    else say(`already running: ${running.address} (process ${running.pid})`);
  });

program
  .command('run')
  .description('run the broker in the foreground until Ctrl-C')
  .option('--port <number>', 'port to listen on, on 127.0.0.1', port, DEFAULT_PORT)
  .action(async (options: { port: number }) => {
    const running = await findRunning(folder);
    if (running !== undefined) throw new Error(`A broker runs already (process ${running.pid}): stop it first.`);
    const broker = await start(options.port, false);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await broker.stop();
    say('stopped');
  });

program
  .command('stop')
  .description('shut the broker down')
  .action(async () => {
    const running = await findRunning(folder);
    if (running !== undefined) await stopRunning(folder, running);
    say(running === undefined ? 'not running' : 'stopped');
  });

program
  .command('status')
  .description('say whether the broker runs, and where; exits with 1 when it does not')
  .action(async () => {
    const running = await findRunning(folder);
    say(running === undefined ? 'not running' : `running: ${running.address} (process ${running.pid})`);
    process.exitCode = running === undefined ? 1 : 0;
  });

async function start(onPort: number, detached: boolean): Promise<Broker> {
  const broker = await Broker.start({ folder, cache, port: onPort, detached, say });
  await noteRunning(folder, { pid: broker.pid ?? 0, address: broker.address });
  say(`running: ${broker.address} (process ${broker.pid}); use it with KAFKA_BROKERS=${broker.address}`);
  say(`log: ${join(folder, 'broker.log')}`);
  return broker;
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('It must be 1 to 65535.');
  return number;
}

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
