import { setTimeout as sleep } from 'node:timers/promises';

import {
  PositionMoved,
  type Consumption,
  type EventLog,
  type LogRecord,
  type PartitionState,
  type RecordBatch,
  type ResumePoint,
  type Subscription,
} from '../port.ts';
import { identityOf } from '../records/record-identity.ts';

type CaughtUp = Parameters<NonNullable<Subscription['onCaughtUp']>>[0];

/**
 * A projection's own store, in miniature: it keeps what it was given and where it stands in one step, and refuses a
 * batch that does not begin where it stands. Several members of a group share one.
 */
export class RecordingProjection {
  readonly taken: LogRecord[] = [];
  readonly batches: { batch: RecordBatch; member: string }[] = [];
  readonly caughtUp: CaughtUp[] = [];
  readonly states: PartitionState[] = [];
  /** Called before a batch is taken: to fail, to wait, to look. */
  before: (batch: RecordBatch, member: string) => Promise<void> = async () => undefined;
  /** How many batches of a partition were in hand at once, at most. */
  mostAtOnce = 0;
  private readonly points = new Map<string, ResumePoint>();
  private readonly inHand = new Map<string, number>();

  /** Says where the projection stands, as if it had been there before. */
  standAt(topic: string, partition: number, point: ResumePoint): void {
    this.points.set(`${topic}/${partition}`, point);
  }

  /** Where the projection stands; `undefined` when it has read nothing. */
  point(topic: string, partition: number): ResumePoint | undefined {
    return this.points.get(`${topic}/${partition}`);
  }

  async consume(
    log: EventLog,
    group: string,
    topic: string,
    settings: Partial<Subscription> & { member?: string } = {},
  ): Promise<Consumption> {
    const member = settings.member ?? 'one';
    return log.consume({
      group,
      topics: [topic],
      resumeAt: async (topic, partition) => this.point(topic, partition),
      onBatch: async (batch) => this.take(batch, member),
      onCaughtUp: async (partition) => void this.caughtUp.push(partition),
      onState: (state) => void this.states.push(state),
      ...settings,
    });
  }

  /** Waits until the condition holds; fails with what was seen otherwise. */
  async until(what: string, condition: () => boolean, seconds = 30): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (!condition()) {
      if (performance.now() > end) {
        const states = this.states.map(({ kind, partition }) => `${partition}:${kind}`).join(' ');
        throw new Error(`waited ${seconds} s for ${what}; ${this.taken.length} records taken, states ${states}`);
      }
      await sleep(10);
    }
  }

  async untilTaken(count: number, seconds = 30): Promise<void> {
    await this.until(`${count} records`, () => this.taken.length >= count, seconds);
  }

  values(): string[] {
    return this.taken.map((record) => Buffer.from(record.value ?? []).toString());
  }

  private async take(batch: RecordBatch, member: string): Promise<void> {
    const key = `${batch.topic}/${batch.partition}`;
    const inHand = (this.inHand.get(key) ?? 0) + 1;
    this.inHand.set(key, inHand);
    this.mostAtOnce = Math.max(this.mostAtOnce, inHand);
    const expected = this.point(batch.topic, batch.partition)?.nextOffset;
    try {
      await this.before(batch, member);
      // As a database does it: the batch counts only when nobody else has moved the position meanwhile.
      const [first] = batch.records;
      const now = this.point(batch.topic, batch.partition)?.nextOffset;
      if (now !== expected || first === undefined || first.offset < (now ?? 0))
        throw new PositionMoved(`the projection stands at ${now}`);
      this.commit(batch, member);
    } finally {
      this.inHand.set(key, (this.inHand.get(key) ?? 1) - 1);
    }
  }

  private commit(batch: RecordBatch, member: string): void {
    const last = batch.records.at(-1);
    this.taken.push(...batch.records);
    this.batches.push({ batch, member });
    this.standAt(batch.topic, batch.partition, {
      nextOffset: batch.nextOffset,
      ...(last === undefined ? {} : { lastRecord: identityOf(last) }),
    });
  }
}
