import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafkaEventLog, type EventLog } from '#libs/event-log';
import { AlertReceiver } from '../../../../test/end-to-end/alert-receiver.ts';
import { TestBroker } from '../../../kafka/src/test-broker.ts';
import { DatabaseServer } from './database-server.ts';
import { Post } from './post.ts';
import { quietPorts } from './quiet-ports.ts';
import type { Exit } from './service-process.ts';
import { TroubledProxy } from './troubled-proxy.ts';

/** How many projectors there are at most. */
export const MOST_PROJECTORS = 3;

/** Everything that a campaign runs on: a broker, a database, a proxy before each, and the services' processes. */
export interface Installation {
  /** Holds the logs of all processes. */
  readonly folder: string;
  readonly broker: TestBroker;
  readonly database: DatabaseServer;
  readonly toKafka: TroubledProxy;
  readonly toDatabase: TroubledProxy;
  readonly receiver: AlertReceiver;
  /** Goes the way that the services go: a broker names one address to all. */
  readonly log: EventLog;
  readonly posts: readonly Post[];
  /** Ends that nobody had ordered. */
  readonly surrenders: { readonly name: string; readonly exit: Exit }[];
  stop(): Promise<void>;
}

/**
 * Starts the servers. The services wait for their posts to be opened.
 *
 * @param partitions of each input topic
 */
export async function startInstallation(partitions: number): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'barometer-faults-'));
  const steps: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of steps.splice(0).reverse()) await step();
  };
  try {
    return { ...(await startServers(folder, partitions, steps)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(
  folder: string,
  partitions: number,
  steps: (() => Promise<unknown>)[],
): Promise<Omit<Installation, 'stop'>> {
  const opened = <T extends { stop(): Promise<void> }>(part: T): T => {
    steps.push(async () => part.stop());
    return part;
  };
  await TestBroker.sweep();
  const [brokerPort = 0, kafkaPort = 0, databasePort = 0, ...ports] = await quietPorts(3 + postNames().length);
  const broker = opened(await TestBroker.start({ port: brokerPort, advertisedPort: kafkaPort }));
  const toKafka = opened(await TroubledProxy.start(broker.port, kafkaPort));
  const database = opened(await DatabaseServer.start(databasePort));
  const toDatabase = opened(await TroubledProxy.start(database.port));
  const receiver = opened(await AlertReceiver.start());
  const log = openKafkaEventLog({
    brokers: [`127.0.0.1:${toKafka.port}`],
    clientId: 'fault-campaign',
    clock: Date.now,
  });
  steps.push(async () => log.close());
  const environment = {
    DATABASE_URL: database.url(toDatabase.port),
    KAFKA_BROKERS: `127.0.0.1:${toKafka.port}`,
    BAROMETER_PARTITIONS: String(partitions),
    BAROMETER_WEBHOOK_URL: receiver.url,
    BAROMETER_WEBHOOK_SECRET: receiver.secret,
  };
  const surrenders: Installation['surrenders'] = [];
  const onUnexpectedExit = (name: string, exit: Exit) => void surrenders.push({ name, exit });
  const posts = postNames().map(
    (name, place) =>
      new Post({
        name,
        service: name.replace(/-\d$/, '') as Post['service'],
        port: ports[place] as number,
        environment,
        logFolder: folder,
        onUnexpectedExit,
      }),
  );
  steps.push(async () => Promise.all(posts.map(async (post) => post.close())));
  return { folder, broker, database, toKafka, toDatabase, receiver, log, posts, surrenders };
}

/** Two of each that takes turns or shares its work with others; the projectors beyond the first come and go. */
function postNames(): string[] {
  const projectors = Array.from({ length: MOST_PROJECTORS }, (_, i) => `projector-${i + 1}`);
  return ['intake', 'reader-1', 'reader-2', 'alerter-1', 'alerter-2', ...projectors];
}

/** Removes the logs of all processes. */
export async function removeFolder({ folder }: Installation): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
