import { randomUUID } from 'node:crypto';
import { EmbeddedEventLog, openKafkaEventLog } from '#libs/event-log';
import { Database, startTestPostgres, type TestPostgres } from '#libs/postgres';
import { withPrefix } from '#libs/runtime';
import { TestBroker } from '../../kafka/src/test-broker.ts';
import { bareInsert } from './bare-insert.ts';
import { produceAhead, projectAll, type DurableRun } from './durable-path.ts';
import { inputRows, type InputRow } from './input.ts';
import { median, perSecond, type Benchmark, type BenchmarkOptions, type Line } from './measurements.ts';

const GOAL = 0.4;

/** Projectors that share the partitions: one alone leaves a core idle while it waits for PostgreSQL. */
const REPLICAS = 2;

/** The durable path on the embedded engine, held against a bare insert of the same rows. */
export const durableEmbedded: Benchmark = {
  name: 'durable-embedded',
  about: 'log to committed projections on the embedded engine, against a bare batched insert of the same rows',
  run: (options) => measure(options, 'embedded', undefined),
};

/** The same on a real Kafka broker. */
export const durableKafka: Benchmark = {
  name: 'durable-kafka',
  about: 'the same on a real Kafka broker (KAFKA_BROKERS, or one that is started for the run)',
  async run(options) {
    const given = process.env['KAFKA_BROKERS'];
    const broker = given === undefined ? await TestBroker.start() : undefined;
    try {
      const brokers = given?.split(',') ?? [broker?.address ?? ''];
      return await measure(options, 'kafka', brokers);
    } finally {
      await broker?.stop();
    }
  },
};

async function measure(
  { quick, say }: BenchmarkOptions,
  engine: string,
  brokers: readonly string[] | undefined,
): Promise<Line[]> {
  const rows = inputRows(quick ? 60_000 : 200_000);
  const runs = quick ? 3 : 5;
  const postgres = await startTestPostgres();
  const bare: number[] = [];
  const ours: DurableRun[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      bare.push(await bareRun(postgres, rows));
      ours.push(await durableRun(postgres, rows, brokers));
      say(
        `${engine}, run ${run} of ${runs}: bare insert ${perSecond(bare.at(-1) ?? 0)}, durable path ${perSecond(ours.at(-1)?.rate ?? 0)}`,
      );
    }
  } finally {
    await postgres.stop();
  }
  const ratio = median(ours.map(({ rate }, i) => rate / (bare[i] ?? Number.NaN)));
  const cpu = median(ours.map((run) => run.cpu));
  return [
    { what: `${engine}: bare batched insert over one connection`, value: perSecond(median(bare)) },
    {
      what: `${engine}: durable path`,
      value: `${perSecond(median(ours.map(({ rate }) => rate)))}, ${cpu.toFixed(0)} µs of the ${REPLICAS} projectors an event`,
    },
    { what: `${engine}: durable path ÷ bare insert`, value: ratio.toFixed(2), goal: `≥ ${GOAL}`, met: ratio >= GOAL },
  ];
}

async function bareRun(postgres: TestPostgres, rows: readonly InputRow[]): Promise<number> {
  return withDatabase(postgres, (database) => bareInsert(database, rows));
}

async function durableRun(
  postgres: TestPostgres,
  rows: readonly InputRow[],
  brokers: readonly string[] | undefined,
): Promise<DurableRun> {
  return withDatabase(postgres, async (database, databaseUrl) => {
    const prefix = `${randomUUID()}.`;
    const engine =
      brokers === undefined
        ? new EmbeddedEventLog({ database, clock: Date.now })
        : openKafkaEventLog({ brokers, clientId: 'bench', clock: Date.now });
    const eventLog = withPrefix(engine, prefix);
    try {
      await produceAhead(eventLog, rows);
    } finally {
      await eventLog.close();
    }
    await database.execute('CHECKPOINT');
    const orders = {
      databaseUrl,
      prefix,
      group: `bench-${randomUUID()}`,
      events: rows.length,
      warmUp: rows.length / 4,
    };
    return projectAll(brokers === undefined ? orders : { ...orders, brokers }, REPLICAS);
  });
}

async function withDatabase<T>(
  postgres: TestPostgres,
  work: (database: Database, url: string) => Promise<T>,
): Promise<T> {
  const url = await postgres.createDatabase();
  const database = await Database.open({
    url,
    applicationName: 'bench',
    poolSize: 20,
  });
  try {
    await database.migrate();
    return await work(database, url);
  } finally {
    await database.close();
  }
}
