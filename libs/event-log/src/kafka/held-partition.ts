import type { EachBatchPayload } from 'kafkajs';

import { PositionMoved, type PositionLost, type RecordBatch, type RecordIdentity, type Subscription } from '../port.ts';
import { pause } from '../reading/doorbell.ts';
import { growingDelay, type DelaySettings } from '../reading/growing-delay.ts';
import type { EventLogLogger } from '../reading/logger.ts';
import type { PartitionStates } from '../reading/partition-states.ts';
import { lostByExtent, startOf, type Extent } from '../reading/position-check.ts';
import { judge, type FetchedBatch } from './batch-verdict.ts';
import { cutBatch } from './cut-batch.ts';
import { withHeartbeats } from './heartbeats.ts';

/** What a held partition may do to the fetching of its records, and ask of the cluster. */
export interface Fetching {
  pause(): void;
  resume(): void;
  seek(offset: number): void;
  extent(): Promise<Extent>;
}

export interface HoldingSettings {
  readonly clock: () => number;
  readonly delays: DelaySettings;
  readonly logger: EventLogLogger;
  /** In milliseconds. */
  readonly heartbeatEvery: number;
}

/** A loss is believed only when it is seen twice, so long apart: a new leader may know the end of its log late. */
const SECOND_LOOK = 500;

/**
 * One partition that the group gave to this member, from the assignment to the next one. Its records are fetched only
 * while it is open: before, nobody knows where the projection stands, and kafkajs begins wherever the group's offsets are.
 */
export class HeldPartition {
  readonly topic: string;
  readonly partition: number;
  private readonly subscription: Subscription;
  private readonly states: PartitionStates;
  private readonly fetching: Fetching;
  private readonly settings: HoldingSettings;
  private readonly released = new AbortController();
  private work: Promise<unknown> = Promise.resolve();
  private isOpen = false;
  private isBusy = false;
  private position = 0;
  /** When the batch in hand was begun. */
  private since = 0;
  /** The record that must be found at its old place before anything is handed out. */
  private unrecognised: RecordIdentity | undefined;
  private failures = 0;
  /** Where the batch that failed ended: it comes again as it was, whatever has been appended since. */
  private retryUntil: number | undefined;

  constructor(
    at: { readonly topic: string; readonly partition: number },
    subscription: Subscription,
    states: PartitionStates,
    fetching: Fetching,
    settings: HoldingSettings,
  ) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.subscription = subscription;
    this.states = states;
    this.fetching = fetching;
    this.settings = settings;
  }

  /** Where it waits for records; `undefined` while it is busy, closed or not sure of its topic. */
  get restingAt(): number | undefined {
    return this.isOpen && !this.isBusy && this.unrecognised === undefined ? this.position : undefined;
  }

  /** Since when one batch has been in hand; `undefined` while none is. In milliseconds since 1970. */
  get inHandSince(): number | undefined {
    return this.isBusy ? this.since : undefined;
  }

  /** Settles when no batch is in hand any more. */
  get settled(): Promise<unknown> {
    return this.work;
  }

  /**
   * Finds out where the projection stands, checks that the log is still the one it has read, and lets records come.
   * Never rejects.
   *
   * @param before what must be over first: the batch that the last holder of the partition has in hand.
   */
  async open(before: Promise<unknown> = Promise.resolve()): Promise<void> {
    this.close();
    this.work = before;
    await before;
    while (!this.isOpen && !this.released.signal.aborted) {
      try {
        const lost = await this.locate();
        if (lost !== undefined) return this.stand(lost);
      } catch (error) {
        await this.waitAfter(error as Error);
      }
    }
  }

  /** Takes what kafkajs has fetched. Rejects only with what kafkajs itself said, for it to act on. */
  async take(payload: EachBatchPayload): Promise<void> {
    if (!this.isOpen) return;
    const verdict = judge(payload.batch as FetchedBatch, this.position, this.unrecognised);
    if (verdict.kind === 'of another topic') return this.stand(verdict.error);
    if (verdict.kind === 'from elsewhere') return void this.open();
    this.unrecognised = undefined;
    this.isBusy = true;
    this.since = this.settings.clock();
    const work = this.handOutAll(payload);
    this.work = work.catch(() => undefined);
    await work.finally(() => {
      this.isBusy = false;
    });
  }

  /** Passes over records that kafkajs keeps to itself, such as the marks of transactions. */
  skipTo(offset: number): void {
    if (this.restingAt !== undefined) this.position = Math.max(this.position, offset);
  }

  /** Compares the resting position with what the log holds. */
  checkAgainst(log: Extent): void {
    const at = this.restingAt;
    if (at !== undefined && lostByExtent(this.topic, this.partition, at, log) !== undefined) void this.open();
  }

  /** The group has given the partition away, or the consumption ends. */
  release(): void {
    this.isOpen = false;
    this.released.abort();
  }

  private async locate(): Promise<PositionLost | undefined> {
    const { topic, partition } = this;
    const point = await this.subscription.resumeAt(topic, partition);
    const log = await this.fetching.extent();
    const start = startOf(point, log);
    if (lostByExtent(topic, partition, start, log) !== undefined) {
      await pause(SECOND_LOOK, this.released.signal);
      const lost = lostByExtent(topic, partition, start, await this.fetching.extent());
      if (lost !== undefined) return lost;
    }
    if (this.released.signal.aborted) return undefined;
    const known = point?.lastRecord;
    this.unrecognised = known !== undefined && known.offset >= log.low ? known : undefined;
    this.retryUntil = undefined;
    this.position = start;
    this.reopenAt(this.unrecognised?.offset ?? start);
    this.states.running(topic, partition);
    return undefined;
  }

  private async handOutAll(payload: EachBatchPayload): Promise<void> {
    const before = this.position;
    const { batch } = payload;
    const { maxRecords } = this.subscription;
    for (const part of cutBatch(batch, before, { maxRecords, firstEnd: this.retryUntil })) {
      if (!(await this.handOut(part, payload)) || !this.isOpen) break;
    }
    if (this.position > before) await this.leaveHint(payload);
    // Nothing but the recognised record was in it.
    else if (this.isOpen && Number(batch.lastOffset()) < before) payload.resolveOffset(batch.lastOffset());
  }

  private async handOut(batch: RecordBatch, payload: EachBatchPayload): Promise<boolean> {
    let objection: unknown;
    try {
      const beat = async (): Promise<void> => payload.heartbeat();
      const work = async (): Promise<void> => this.subscription.onBatch(batch);
      objection = await withHeartbeats(beat, this.settings.heartbeatEvery, work);
    } catch (error) {
      if (error instanceof PositionMoved) void this.open();
      else void this.retry(error as Error, batch.nextOffset);
      return false;
    }
    this.failures = 0;
    this.retryUntil = undefined;
    this.position = batch.nextOffset;
    this.since = this.settings.clock();
    if (this.released.signal.aborted) return false;
    this.states.running(this.topic, this.partition);
    payload.resolveOffset(String(batch.records.at(-1)?.offset));
    if (objection !== undefined) throw objection;
    await payload.heartbeat();
    return true;
  }

  /**
   * Kafka's own offsets are a hint for lag tools. In a member that the group has given up, kafkajs makes the refusal of
   * one the end of the consumer: it must not get that far.
   */
  private async leaveHint(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = this;
    const offsets = { topics: [{ topic, partitions: [{ partition, offset: String(this.position) }] }] };
    await payload.commitOffsetsIfNecessary(offsets).catch((error: unknown) => {
      this.settings.logger.warn('Kafka did not take the offset that lag tools show; reading is not affected.', {
        topic,
        partition,
        error: String(error),
      });
    });
  }

  /** kafkajs would stop all partitions on an error, and for good at the sixth one, however far apart they are. */
  private async retry(error: Error, until: number): Promise<void> {
    this.close();
    this.retryUntil = until;
    await this.waitAfter(error);
    this.reopenAt(this.position);
  }

  private async waitAfter(error: Error): Promise<void> {
    const { topic, partition } = this;
    if (this.released.signal.aborted) return;
    this.failures += 1;
    const delay = growingDelay(this.failures, this.settings.delays);
    this.settings.logger.warn(`Topic ${topic}, partition ${partition}: ${error.message}`, { retryInMs: delay });
    this.states.set({ kind: 'waiting', topic, partition, error, retryAt: this.settings.clock() + delay });
    await pause(delay, this.released.signal);
  }

  private stand(error: PositionLost): void {
    const { topic, partition } = this;
    this.close();
    if (this.released.signal.aborted) return;
    this.settings.logger.error(error.message, { topic, partition });
    this.states.set({ kind: 'stopped', topic, partition, error });
  }

  private close(): void {
    this.isOpen = false;
    if (!this.released.signal.aborted) this.fetching.pause();
  }

  private reopenAt(offset: number): void {
    if (this.released.signal.aborted) return;
    this.fetching.seek(offset);
    this.isOpen = true;
    this.fetching.resume();
  }
}
