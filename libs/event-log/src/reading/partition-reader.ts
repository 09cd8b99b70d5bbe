import { PositionLost, PositionMoved, type LogRecord, type Subscription } from '../port.ts';
import { Doorbell, pause } from './doorbell.ts';
import { growingDelay, type DelaySettings } from './growing-delay.ts';
import type { EventLogLogger } from './logger.ts';
import type { PartitionStates } from './partition-states.ts';
import { lostByExtent, lostByIdentity, startOf, type Extent } from './position-check.ts';

/** One partition of a log that is asked for its records. */
export interface RecordSource {
  readonly topic: string;
  readonly partition: number;
  /** The records from an offset on, at most `count`, and what the partition held at that moment. */
  read(offset: number, count: number): Promise<Extent & { readonly records: readonly LogRecord[] }>;
}

export interface ReaderSettings {
  readonly clock: () => number;
  readonly delays: DelaySettings;
  /** How long an idle reader waits before it looks again without having been rung, in milliseconds. */
  readonly idleWait: number;
  readonly logger: EventLogLogger;
}

const DEFAULT_MAX_RECORDS = 5_000;

/** Reads one partition for one member of a group, until the signal: the loop of the logs that are asked for records. */
export class PartitionReader {
  readonly doorbell = new Doorbell();
  private readonly source: RecordSource;
  private readonly subscription: Subscription;
  private readonly states: PartitionStates;
  private readonly settings: ReaderSettings;
  private failures = 0;
  /** How many records the failed batch had: it comes again as it was, whatever has been appended since. */
  private retried: number | undefined;

  constructor(source: RecordSource, subscription: Subscription, states: PartitionStates, settings: ReaderSettings) {
    this.source = source;
    this.subscription = subscription;
    this.states = states;
    this.settings = settings;
  }

  /** Resolves when the signal is given and the batch in hand, if any, is done. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let position: number | undefined;
    while (!signal.aborted) {
      try {
        position ??= await this.open();
        position = await this.step(position, signal);
        this.failures = 0;
      } catch (error) {
        if (error instanceof PositionMoved) {
          position = undefined;
          this.retried = undefined;
        } else if (error instanceof PositionLost) return this.stand(error);
        else await this.waitAfter(error as Error, signal);
      }
    }
  }

  /** Asks where the projection stands and checks that the log is still the one it has read. */
  private async open(): Promise<number> {
    const { topic, partition } = this.source;
    const point = await this.subscription.resumeAt(topic, partition);
    const known = point?.lastRecord;
    const { low, high, records } = await this.source.read(known?.offset ?? 0, 1);
    const start = startOf(point, { low, high });
    const [found] = records;
    const lost =
      lostByExtent(topic, partition, start, { low, high }) ??
      (known !== undefined && found !== undefined ? lostByIdentity(topic, partition, known, found) : undefined);
    if (lost !== undefined) throw lost;
    this.states.running(topic, partition);
    return start;
  }

  /** @returns where to go on. */
  private async step(position: number, signal: AbortSignal): Promise<number> {
    const { topic, partition } = this.source;
    const at = this.settings.clock();
    const count = this.retried ?? this.subscription.maxRecords ?? DEFAULT_MAX_RECORDS;
    const { low, high, records } = await this.source.read(position, count);
    const lost = lostByExtent(topic, partition, position, { low, high });
    if (lost !== undefined) throw lost;
    const last = records.at(-1);
    if (last === undefined) {
      await this.subscription.onCaughtUp?.({ topic, partition, nextOffset: position, at });
      this.states.running(topic, partition);
      await this.doorbell.wait(this.settings.idleWait, signal);
      return position;
    }
    if (signal.aborted) return position;
    const nextOffset = last.offset + 1;
    this.retried = records.length;
    await this.subscription.onBatch({ topic, partition, records, nextOffset, highWatermark: high });
    this.retried = undefined;
    this.states.running(topic, partition);
    return nextOffset;
  }

  private stand(error: PositionLost): void {
    const { topic, partition } = this.source;
    this.settings.logger.error(error.message, { topic, partition });
    this.states.set({ kind: 'stopped', topic, partition, error });
  }

  private async waitAfter(error: Error, signal: AbortSignal): Promise<void> {
    const { topic, partition } = this.source;
    this.failures += 1;
    const delay = growingDelay(this.failures, this.settings.delays);
    this.settings.logger.warn(`Topic ${topic}, partition ${partition}: ${error.message}`, { retryInMs: delay });
    this.states.set({ kind: 'waiting', topic, partition, error, retryAt: this.settings.clock() + delay });
    await pause(delay, signal);
  }
}
