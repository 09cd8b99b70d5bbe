import { once } from 'node:events';
import { EmbeddedEventLog, openKafkaEventLog, type EventLog } from '#libs/event-log';
import { INPUT_TOPICS } from '#libs/events';
import { Database } from '#libs/postgres';
import { withPrefix } from '#libs/runtime';
import { Projection } from '#services/projector';

/** What a projector is told to do, in a message from the benchmark. */
export interface ProjectorOrders {
  readonly databaseUrl: string;
  /** Without brokers the log is the embedded one, in the same database. */
  readonly brokers?: readonly string[];
  /** Stands before the names of the topics. */
  readonly prefix: string;
  readonly group: string;
  /** How many events all projectors together have to take in. */
  readonly events: number;
  /** After so many the measurement begins: in production a projector has run for longer than its first seconds. */
  readonly warmUp: number;
}

/** What it answers when all is done. Instants are in epoch milliseconds. */
export interface ProjectorReport {
  /** The first look that found the warm-up over: when it was, and how many events all projectors had taken in by then. */
  readonly begun: { readonly at: number; readonly events: number };
  /** When the last batch of its own was committed. */
  readonly ended: number;
  /** Seconds of this process between the two. */
  readonly cpu: number;
}

/** How often to look how far all projectors together are, in milliseconds. */
const LOOK_EVERY = 20;

// Whoever started this process waits until it has loaded its code.
process.send?.('ready');
const [orders] = (await once(process, 'message')) as [ProjectorOrders];
process.send?.(await project(orders));

async function project(orders: ProjectorOrders): Promise<ProjectorReport> {
  const { databaseUrl, brokers, prefix, group, events, warmUp } = orders;
  const database = await Database.open({ url: databaseUrl, applicationName: 'bench-projector', poolSize: 20 });
  const engine: EventLog =
    brokers === undefined
      ? new EmbeddedEventLog({ database, clock: Date.now })
      : openKafkaEventLog({ brokers, clientId: group, clock: Date.now });
  const eventLog = withPrefix(engine, prefix);
  const projection = new Projection(database, eventLog);
  let ended = -Infinity;
  const consumption = await eventLog.consume({
    group,
    topics: INPUT_TOPICS,
    resumeAt: (topic, partition) => projection.resumeAt(topic, partition),
    onBatch: async (batch) => {
      await projection.project(batch);
      ended = Date.now();
    },
    onState: (state) => {
      if (state.kind === 'waiting' || state.kind === 'stopped') console.error(state.error);
    },
  });
  const begun = { events: await atLeast(database, warmUp), at: Date.now() };
  const used = process.cpuUsage();
  await atLeast(database, events);
  const { user, system } = process.cpuUsage(used);
  await consumption.stop();
  await eventLog.close();
  await database.close();
  return { begun, ended, cpu: (user + system) / 1e6 };
}

/** Waits until so many events are committed. @returns how many there are then */
async function atLeast(database: Database, events: number): Promise<number> {
  for (;;) {
    const [row] = await database.query<{ records: number }>(
      'SELECT coalesce(sum(next_offset), 0)::bigint AS records FROM progress',
    );
    if (row !== undefined && row.records >= events) return row.records;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}
