import type { Database, Session } from '#libs/postgres';

import type { Consumption, PartitionState, Subscription } from '../port.ts';
import { Doorbell, pause } from '../reading/doorbell.ts';
import { growingDelay } from '../reading/growing-delay.ts';
import { once } from '../reading/once.ts';
import { PartitionReader, type ReaderSettings } from '../reading/partition-reader.ts';
import { PartitionStates } from '../reading/partition-states.ts';
import { APPENDED, RELEASED } from './channels.ts';
import { GroupLocks } from './group-locks.ts';
import type { LogTable } from './log-table.ts';

/** How often a member looks whether others have come or gone, in milliseconds. */
const SHARE_EVERY = 500;

interface Claim {
  readonly topic: string;
  readonly partition: number;
  readonly number: number;
  readonly reader: PartitionReader;
  readonly release: AbortController;
  readonly done: Promise<void>;
}

/** Consumes the embedded log as a member of a group, whose other members may be in other processes. */
export class EmbeddedConsumption implements Consumption {
  private readonly database: Database;
  private readonly table: LogTable;
  private readonly subscription: Subscription;
  private readonly settings: ReaderSettings;
  private readonly states: PartitionStates;
  private readonly stopping = new AbortController();
  private readonly doorbell = new Doorbell();
  private readonly claims = new Map<number, Claim>();
  private status: ReturnType<Consumption['health']> = { status: 'joining' };
  private running: Promise<void> = Promise.resolve();

  constructor(database: Database, table: LogTable, subscription: Subscription, settings: ReaderSettings) {
    this.database = database;
    this.table = table;
    this.subscription = subscription;
    this.settings = settings;
    this.states = new PartitionStates(subscription);
  }

  start(): void {
    this.running = this.run();
  }

  partitions(): readonly PartitionState[] {
    return this.states.all();
  }

  health(): ReturnType<Consumption['health']> {
    return this.status;
  }

  readonly stop = once(async () => {
    this.stopping.abort();
    await this.running;
  });

  /** Joins again whenever the connection was lost. Never rejects. */
  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted;) {
      try {
        await this.beMember(() => (failures = 0));
      } catch (error) {
        failures += 1;
        const delay = growingDelay(failures, this.settings.delays);
        this.status = { status: 'joining', error: error as Error };
        const { group } = this.subscription;
        this.settings.logger.warn(`Group ${group} is joined again: ${(error as Error).message}`, { inMs: delay });
        await pause(delay, this.stopping.signal);
      }
    }
  }

  /** Resolves when stopped; rejects when the connection was lost. */
  private async beMember(onJoined: () => void): Promise<void> {
    const session = await this.database.session();
    const lost = new AbortController();
    session.onLost((error) => {
      lost.abort(error);
      this.doorbell.ring();
    });
    try {
      await session.listen(APPENDED, (numbers) => this.ringReaders(numbers));
      await session.listen(RELEASED, (group) => {
        if (group === this.subscription.group) this.doorbell.ring();
      });
      const locks = await GroupLocks.join(session, this.subscription.group);
      while (!this.stopping.signal.aborted && !lost.signal.aborted) {
        await this.share(session, locks);
        this.status = { status: 'running' };
        onJoined();
        await this.doorbell.wait(SHARE_EVERY, this.stopping.signal);
      }
      lost.signal.throwIfAborted();
    } finally {
      // The readers finish their batches while the claims still hold; without a connection the projection's fence must do.
      await Promise.all([...this.claims.values()].map(async (claim) => this.end(claim)));
      await session.query(`SELECT pg_notify($1, $2)`, [RELEASED, this.subscription.group]).catch(() => undefined);
      await session.release();
    }
  }

  /** Takes and gives partitions until this member has its share. Others do the same, so that it evens out. */
  private async share(session: Session, locks: GroupLocks): Promise<void> {
    const all = await this.allPartitions();
    const fair = Math.ceil(all.length / Math.max(1, await locks.countMembers()));
    const excess = [...this.claims.values()].slice(fair);
    await Promise.all(excess.map(async (claim) => this.end(claim)));
    for (const { topic, partition } of excess) await locks.release(topic, partition);
    if (excess.length > 0) await session.query(`SELECT pg_notify($1, $2)`, [RELEASED, this.subscription.group]);
    for (const { topic, partition, number } of all) {
      if (this.claims.size >= fair) break;
      if (this.claims.has(number) || excess.some((claim) => claim.number === number)) continue;
      if (await locks.claim(topic, partition)) this.begin(topic, partition, number);
    }
  }

  private async allPartitions(): Promise<{ topic: string; partition: number; number: number }[]> {
    const topics = this.subscription.topics.map(async (topic) => {
      const numbers = await this.table.partitions(topic);
      return numbers.map((number, partition) => ({ topic, partition, number }));
    });
    return (await Promise.all(topics)).flat();
  }

  private begin(topic: string, partition: number, number: number): void {
    const at = { topic, partition, number };
    const read = async (offset: number, count: number): ReturnType<LogTable['read']> =>
      this.table.read(at, offset, count);
    const reader = new PartitionReader({ topic, partition, read }, this.subscription, this.states, this.settings);
    const release = new AbortController();
    this.claims.set(number, { ...at, reader, release, done: reader.run(release.signal) });
  }

  private async end(claim: Claim): Promise<void> {
    claim.release.abort();
    await claim.done;
    this.claims.delete(claim.number);
    this.states.revoked(claim.topic, claim.partition);
  }

  private ringReaders(numbers: string): void {
    for (const number of numbers.split(',')) this.claims.get(Number(number))?.reader.doorbell.ring();
  }
}
