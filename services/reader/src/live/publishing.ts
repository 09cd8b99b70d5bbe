import type { EventLog } from '#libs/event-log';
import type { Database, Leadership } from '#libs/postgres';
import type { Logger } from '#libs/runtime';
import { strongerTouch } from '#core/windows';
import { KpiPublisher } from './kpi-publisher.ts';
import type { ChangedReading } from './live-readings.ts';

/** What is not sent when the process stops is sent after the next start: a broker that is away must not hold up the stop. */
const LAST_TURN = 5_000;

export interface PublishingParts {
  readonly database: Database;
  readonly eventLog: EventLog;
  readonly leadership: Leadership;
  readonly logger: Logger;
  /** Every reading that stands, and that nothing is left of those keys that do not stand any more. */
  readonly everything: (published: Iterable<string>) => readonly ChangedReading[];
}

/**
 * Publishes what readings say, as long as this reader leads. It runs beside whoever follows the ledger, so that a broker
 * that is away delays nobody who asks.
 */
export class Publishing {
  private readonly parts: PublishingParts;
  private readonly stopped = new AbortController();
  /** Changes of which nothing was published yet, each key's latest. */
  private unsaid = new Map<string, ChangedReading>();
  private publisher: KpiPublisher | undefined;
  private turn: Promise<void> | undefined;
  private latestTrouble: string | undefined;

  constructor(parts: PublishingParts) {
    this.parts = parts;
  }

  /** Why nothing can be published at the moment. */
  get trouble(): string | undefined {
    return this.latestTrouble;
  }

  /** Takes changes on, and begins to publish unless that is going on already. */
  note(changed: readonly ChangedReading[]): void {
    for (const change of changed) {
      const before = this.unsaid.get(change.key);
      const cause = before === undefined ? change.cause : strongerTouch(before.cause, change.cause);
      this.unsaid.set(change.key, { ...change, cause });
    }
    if (this.turn !== undefined || this.stopped.signal.aborted) return;
    this.turn = this.publish().finally(() => {
      this.turn = undefined;
    });
  }

  /** Lets what is under way come to its end, but does not wait long. */
  async stop(): Promise<void> {
    this.stopped.abort();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_TURN);
    });
    await Promise.race([this.turn, limit]);
    clearTimeout(timer);
  }

  /** Never rejects. A publisher that failed half-way is thrown away: the next one compares everything with what was said. */
  private async publish(): Promise<void> {
    const { leadership, logger } = this.parts;
    const known = this.publisher;
    this.publisher = undefined;
    try {
      if (await leadership.hold()) this.publisher = await this.say(known);
      this.latestTrouble = undefined;
    } catch (error) {
      const { message } = error as Error;
      this.latestTrouble = `publishing kpi-updated failed: ${message}`;
      logger.error({ error: message }, 'publishing kpi-updated failed; trying again');
    }
  }

  private async say(known: KpiPublisher | undefined): Promise<KpiPublisher> {
    const { database, eventLog, everything } = this.parts;
    const publisher = known ?? (await KpiPublisher.resume(database, eventLog, this.stopped.signal));
    const unsaid = [...this.unsaid.values()];
    this.unsaid = new Map();
    await publisher.publish(known === undefined ? everything(publisher.keys()) : unsaid);
    return publisher;
  }
}
