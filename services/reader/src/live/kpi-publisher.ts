import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { attributesKey } from '#core/segments';
import { parseInstant } from '#core/time';
import type { EventLog } from '#libs/event-log';
import { encodeOutput, TOPICS, type KpiUpdatedData } from '#libs/events';
import {
  confirmKpiUpdates,
  isUnavailable,
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
const CONFIRM_AGAIN_AFTER = 500;

/** Another reader has published meanwhile: what this one knows of what was said is out of date. */
class PublisherSuperseded extends Error {
  override readonly name = 'PublisherSuperseded';
}

/**
 * Publishes `kpi-updated`. What is to be said is written down first, under the key's next revision, and confirmed when
 * the log has it: a crash repeats the same event under the same id, and never skips the last one of a key.
 */
export class KpiPublisher {
  private readonly database: Database;
  private readonly eventLog: EventLog;
  private readonly stop: AbortSignal;
  private readonly published: Map<string, { revision: number; digest: string }>;

  private constructor(
    database: Database,
    eventLog: EventLog,
    stop: AbortSignal,
    published: Map<string, { revision: number; digest: string }>,
  ) {
    this.database = database;
    this.eventLog = eventLog;
    this.stop = stop;
    this.published = published;
  }

  /** Goes on where the last publisher stopped: whatever it had planned and not confirmed is sent first. */
  static async resume(database: Database, eventLog: EventLog, stop: AbortSignal): Promise<KpiPublisher> {
    const rows = await publishedKpiUpdates(database);
    const published = new Map(
      rows.map(({ kpi, period, segment, revision, digest }) => [nameOf(kpi, period, segment), { revision, digest }]),
    );
    const publisher = new KpiPublisher(database, eventLog, stop, published);
    await publisher.sendPending();
    return publisher;
  }

  /** The record keys of everything that was ever published. */
  keys(): Iterable<string> {
    return this.published.keys();
  }

  /**
   * Publishes those readings that say something else than the last update of their key.
   *
   * @throws PublisherSuperseded when another reader has published meanwhile: make a new one
   */
  async publish(changed: readonly ChangedReading[]): Promise<void> {
    const updates = changed.map((change) => this.updateFor(change)).filter((update) => update !== undefined);
    if (updates.length > 0) await this.plan(updates);
    // Also when there is nothing new: another reader may have found that something has to be said again.
    await this.sendPending();
  }

  private async plan(updates: readonly KpiUpdate[]): Promise<void> {
    if ((await planKpiUpdates(this.database, updates)) < updates.length) {
      throw new PublisherSuperseded('another reader has published meanwhile, so what it said is looked up first');
    }
    for (const { kpi, period, segment, revision, digest } of updates) {
      this.published.set(nameOf(kpi, period, segment), { revision, digest });
    }
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
      await this.confirm(pending);
    }
  }

  /**
   * A reader that stood still between reading and sending may have sent what is out of date by now, behind what another
   * one has said since. Only this call finds that out, so it is not given up while the process runs.
   */
  private async confirm(sent: readonly KpiUpdate[]): Promise<void> {
    for (;;) {
      try {
        return await confirmKpiUpdates(this.database, sent);
      } catch (error) {
        if (this.stop.aborted || !isUnavailable(error)) throw error;
        await sleep(CONFIRM_AGAIN_AFTER, undefined, { signal: this.stop }).catch(() => undefined);
      }
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
