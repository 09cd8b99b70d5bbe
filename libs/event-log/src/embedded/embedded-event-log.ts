import type { Database } from '#libs/postgres';

import {
  LogUnavailable,
  type AppendOptions,
  type Consumption,
  type EventLog,
  type NewRecord,
  type PartitionExtent,
  type Subscription,
  type TopicSettings,
} from '../port.ts';
import { DEFAULT_DELAYS, type DelaySettings } from '../reading/growing-delay.ts';
import { pause } from '../reading/doorbell.ts';
import { SILENT, type EventLogLogger } from '../reading/logger.ts';
import { once } from '../reading/once.ts';
import type { ReaderSettings } from '../reading/partition-reader.ts';
import { encodeRecords } from '../records/encode-records.ts';
import { AppendBell } from './append-bell.ts';
import { EmbeddedConsumption } from './embedded-consumption.ts';
import { LogTable } from './log-table.ts';

export interface EmbeddedEventLogSettings {
  /** Migrated. Each consumption keeps one of its connections for itself. */
  readonly database: Database;
  /** Milliseconds since 1970; gives the records their timestamps. */
  readonly clock: () => number;
  /** How long an append is tried again before `LogUnavailable`, in milliseconds. Default 30,000. */
  readonly patience?: number;
  /** How often an idle reader looks by itself, and says that it is caught up, in milliseconds. Default 1,000. */
  readonly idleWait?: number;
  /** Waits between tries of a batch that failed. */
  readonly delays?: DelaySettings;
  readonly logger?: EventLogLogger;
}

const DEFAULT_PATIENCE = 30_000;
const TRY_AGAIN = 200;

/**
 * The event log in the tables of PostgreSQL: nothing to install beside the database. An append is one statement, so it
 * stands in the log as a whole or not at all. Topics are not compacted, which the port allows.
 */
export class EmbeddedEventLog implements EventLog {
  private readonly settings: EmbeddedEventLogSettings;
  private readonly table: LogTable;
  private readonly reading: ReaderSettings;
  private readonly bell: AppendBell;
  private readonly consumptions = new Set<Consumption>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(settings: EmbeddedEventLogSettings) {
    const logger = settings.logger ?? SILENT;
    this.settings = settings;
    this.table = new LogTable(settings.database);
    this.bell = new AppendBell(settings.database, logger);
    this.reading = {
      clock: settings.clock,
      delays: settings.delays ?? DEFAULT_DELAYS,
      idleWait: settings.idleWait ?? 1_000,
      logger,
    };
  }

  async ensureTopics(topics: readonly TopicSettings[]): Promise<void> {
    await this.table.create(topics);
  }

  async append(topic: string, records: readonly NewRecord[], options: AppendOptions = {}): Promise<void> {
    if (options.ordered !== true) return this.appendNow(topic, records);
    const before = this.turn;
    const work = before.then(async () => this.appendNow(topic, records));
    this.turn = work.catch(() => undefined);
    return work;
  }

  async consume(subscription: Subscription): Promise<Consumption> {
    for (const topic of subscription.topics) await this.table.partitions(topic);
    const consumption = new EmbeddedConsumption(this.settings.database, this.table, subscription, this.reading);
    this.consumptions.add(consumption);
    consumption.start();
    return consumption;
  }

  async extent(topic: string): Promise<readonly PartitionExtent[]> {
    return this.table.extent(topic);
  }

  /** Ends all consumptions. The database stays open: it is not the log's own. */
  readonly close = once(async () => {
    await Promise.all([...this.consumptions].map(async (consumption) => consumption.stop()));
    await this.bell.quiet();
  });

  private async appendNow(topic: string, records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { clock, patience = DEFAULT_PATIENCE } = this.settings;
    const end = clock() + patience;
    for (;;) {
      try {
        const partitions = await this.table.partitions(topic);
        const encoded = encodeRecords(topic, records, partitions.length);
        this.bell.ring(await this.table.append(partitions, encoded, clock()));
        return;
      } catch (error) {
        if (!isTrouble(error)) throw error;
        if (clock() + TRY_AGAIN > end) {
          const { message } = error as Error;
          throw new LogUnavailable(`Appending to ${topic} failed for ${patience} ms: ${message}`, { cause: error });
        }
        await pause(TRY_AGAIN, new AbortController().signal);
      }
    }
  }
}

/**
 * Whether waiting may help. PostgreSQL marks its errors with five characters, the first two for the class: connection,
 * rollback, resources, shutdown. An error of the network has a code too, but of another form; a refusal has none.
 */
function isTrouble(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return /connection|timeout/i.test(String(error));
  return code.length !== 5 || /^(08|40|53|55|57|58)/.test(code);
}
