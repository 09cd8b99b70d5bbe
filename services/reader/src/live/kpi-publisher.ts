import { createHash } from 'node:crypto';
import { attributesKey } from '#core/segments';
import { parseInstant } from '#core/time';
import type { EventLog } from '#libs/event-log';
import { encodeOutput, TOPICS, type KpiUpdatedData } from '#libs/events';
import {
  confirmKpiUpdates,
  pendingKpiUpdates,
  planKpiUpdates,
  publishedKpiUpdates,
  type Database,
  type KpiUpdate,
} from '#libs/postgres';
import type { ChangedReading } from './live-readings.ts';

/** The `source` of every event that readers publish. */
export const READER_SOURCE = '/barometer/reader';

const SENT_AT_ONCE = 500;

/**
 * Publishes `kpi-updated`. What is to be said is written down first, under the key's next revision, and confirmed when
 * the log has it: a crash repeats the same event under the same id, and never skips the last one of a key.
 */
export class KpiPublisher {
  private readonly database: Database;
  private readonly eventLog: EventLog;
  private readonly published: Map<string, { revision: number; digest: string }>;

  private constructor(
    database: Database,
    eventLog: EventLog,
    published: Map<string, { revision: number; digest: string }>,
  ) {
    this.database = database;
    this.eventLog = eventLog;
    this.published = published;
  }

  /** Goes on where the last publisher stopped: whatever it had planned and not confirmed is sent first. */
  static async resume(database: Database, eventLog: EventLog): Promise<KpiPublisher> {
    const rows = await publishedKpiUpdates(database);
    const published = new Map(
      rows.map(({ kpi, period, segment, revision, digest }) => [nameOf(kpi, period, segment), { revision, digest }]),
    );
    const publisher = new KpiPublisher(database, eventLog, published);
    await publisher.sendPending();
    return publisher;
  }

  /** Publishes those readings that say something else than the last update of their key. @returns how many */
  async publish(changed: readonly ChangedReading[]): Promise<number> {
    const updates = changed.map((change) => this.updateFor(change)).filter((update) => update !== undefined);
    if (updates.length === 0) return 0;
    await planKpiUpdates(this.database, updates);
    for (const { kpi, period, segment, revision, digest } of updates) {
      this.published.set(nameOf(kpi, period, segment), { revision, digest });
    }
    await this.sendPending();
    return updates.length;
  }

  private updateFor({ reading, saying, cause }: ChangedReading): KpiUpdate | undefined {
    const segment = attributesKey(reading.segment);
    const digest = createHash('sha256').update(saying).digest('hex').slice(0, 32);
    const before = this.published.get(nameOf(reading.kpi, reading.window, segment));
    if (before?.digest === digest) return undefined;
    const revision = (before?.revision ?? 0) + 1;
    const event = JSON.stringify({ ...reading, revision, cause });
    return { kpi: reading.kpi, period: reading.window, segment, revision, digest, event };
  }

  private async sendPending(): Promise<void> {
    for (;;) {
      const pending = await pendingKpiUpdates(this.database, SENT_AT_ONCE);
      if (pending.length === 0) return;
      await this.eventLog.append(TOPICS.kpiUpdated, pending.map(recordOf), { ordered: true });
      await confirmKpiUpdates(this.database, pending);
    }
  }
}

function recordOf(update: KpiUpdate) {
  const data = JSON.parse(update.event) as KpiUpdatedData;
  const key = nameOf(update.kpi, update.period, update.segment);
  const id = `${createHash('sha256').update(key).digest('hex').slice(0, 24)}-${update.revision}`;
  return encodeOutput({
    source: READER_SOURCE,
    id,
    type: 'kpi.updated.v1',
    time: parseInstant(data.to) as number,
    data,
  });
}

/** One text for the key of an update. */
function nameOf(kpi: string, period: string, segment: string): string {
  return JSON.stringify([kpi, period, JSON.parse(segment)]);
}
