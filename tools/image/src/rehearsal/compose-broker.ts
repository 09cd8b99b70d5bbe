import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brokerAnswers, freePorts } from '../../../kafka/src/broker-probe.ts';
import { cacheFolder } from '../../../kafka/src/checkout.ts';
import { fetchJars } from '../../../kafka/src/jars.ts';
import { findJava } from '../../../kafka/src/requirements.ts';

const run = promisify(execFile);
/** How long the broker may take to answer, in seconds. */
const PATIENCE = 90;

/** Not settings of the broker, but of Java and of the start scripts around it. */
const AROUND = /^KAFKA_(HEAP_OPTS|OPTS|JVM_\w+|LOG4J_\w+)$/;

/** What the official image makes of its environment: `KAFKA_NODE_ID` is `node.id`. */
export function brokerProperties(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const properties = Object.entries(environment)
    .filter(([name]) => name.startsWith('KAFKA_') && !AROUND.test(name))
    .map(([name, value]) => [name.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.'), value]);
  return Object.fromEntries(properties) as Record<string, string>;
}

export interface ComposeBroker {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts an Apache Kafka with the settings of the compose file, as far as one machine without containers has them: its host
 * `kafka` is this machine, its ports are free ones, its folder is the given one.
 *
 * @throws Error with the end of the broker's log when it does not take them.
 */
export async function startComposeBroker(
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<ComposeBroker> {
  const java = await findJava(process.env);
  const jars = join(await fetchJars(cacheFolder(), () => undefined), '*');
  const [broker = 0, controller = 0] = await freePorts(2);
  await mkdir(folder, { recursive: true });
  const here = (text: string) =>
    text
      .replaceAll(/(?<=:\/\/|@)(kafka)?:9092\b/g, `127.0.0.1:${broker}`)
      .replaceAll(/(?<=:\/\/|@)(kafka)?:9093\b/g, `127.0.0.1:${controller}`)
      .replaceAll('/var/lib/kafka/data', join(folder, 'data'));
  const file = join(folder, 'server.properties');
  const lines = Object.entries(brokerProperties(environment)).map(([name, value]) => `${name}=${here(value)}`);
  await writeFile(file, `${lines.join('\n')}\n`);
  const options = [...(environment['KAFKA_HEAP_OPTS'] ?? '').split(' '), '-cp', jars];
  const id = environment['CLUSTER_ID'] ?? '';
  await run(java, [...options, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', file]);
  const child = spawn(java, [...options, 'kafka.Kafka', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = join(folder, 'broker.log');
  const written = createWriteStream(log);
  child.stdout.pipe(written, { end: false });
  child.stderr.pipe(written, { end: false });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  for (const end = performance.now() + PATIENCE * 1000; performance.now() < end && child.exitCode === null;) {
    if (await brokerAnswers(broker, 1_000)) return { address: `127.0.0.1:${broker}`, stop };
    await delay(200);
  }
  await stop();
  const words = await readFile(log, 'utf8');
  throw new Error(
    `Kafka does not start with the settings of docker-compose.yml:\n${words.split('\n').slice(-15).join('\n')}`,
  );
}
