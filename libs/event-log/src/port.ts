/**
 * The event log: topics cut into partitions, each a sequence of records in the order they were appended. Records of one
 * key share a partition. Two adapters stand behind this port, `kafka` and `embedded`; both pass the same contract suite.
 */
export interface EventLog {
  /** Creates the topics that do not exist yet and waits until they can be used. An existing topic is left as it is. */
  ensureTopics(topics: readonly TopicSettings[]): Promise<void>;

  /**
   * Appends records and resolves when they are durable. What was acknowledged is never lost; after trouble a record may
   * stand in the log twice (readers drop duplicates by event id).
   *
   * @throws RecordRefused for a record that can never be appended (too large, no such topic); nothing is retried.
   * @throws LogUnavailable when the log stayed out of reach for longer than the adapter's patience.
   */
  append(topic: string, records: readonly NewRecord[], options?: AppendOptions): Promise<void>;

  /**
   * Consumes topics as a member of a group until stopped. Partitions are shared among the group's members. All members
   * of a group consume the same topics.
   *
   * @throws UnknownTopic when one of the topics does not exist; LogUnavailable when the log is out of reach.
   */
  consume(subscription: Subscription): Promise<Consumption>;

  /**
   * What each partition of a topic holds, by partition number.
   *
   * @throws UnknownTopic, LogUnavailable
   */
  extent(topic: string): Promise<readonly PartitionExtent[]>;

  /** Lets go of everything. Safe to call twice; never hangs on a log that is out of reach. */
  close(): Promise<void>;
}

export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  /** Keep the last record of each key only (compaction). */
  readonly compacted?: boolean;
}

export interface NewRecord {
  readonly key: string | Uint8Array;
  /** `null` is a tombstone: a compacted topic forgets the key. */
  readonly value: Uint8Array | string | null;
  readonly headers?: Readonly<Record<string, string | Uint8Array>>;
  /** Overrides the partition that the key would give. */
  readonly partition?: number;
}

export interface AppendOptions {
  /** Keep the order of records per key even through retries, without duplicates within one process (compacted topics). */
  readonly ordered?: boolean;
}

export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When the log took the record, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  /** `null` is a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, Uint8Array>>;
}

/** A run of records of one partition, in offset order, never empty. Offsets may have gaps (compaction, transactions). */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** The offset that follows the batch: where the projection goes on once the batch is committed. */
  readonly nextOffset: number;
  /** The offset that the log will give to the next record appended to the partition, as known at the fetch. */
  readonly highWatermark: number;
}

export interface Subscription {
  /** The consumer group. Its name in Kafka is exactly this. */
  readonly group: string;
  readonly topics: readonly string[];
  /** At most this many records in a batch. Default 5,000. */
  readonly maxRecords?: number;
  /**
   * Asked whenever a partition is assigned: where the projection's own store stands. `undefined` when it has never read
   * this partition: it then starts at the oldest record that the log still has.
   */
  resumeAt(topic: string, partition: number): Promise<ResumePoint | undefined>;
  /**
   * Handles one batch; resolves when its effect and its position are committed in the projection's own store. Batches of
   * one partition come one after the other. A rejection with `PositionMoved` makes the consumer ask `resumeAt` again;
   * any other rejection pauses the partition and brings the same records again after a growing delay, without end.
   */
  onBatch(batch: RecordBatch): Promise<void>;
  /** The partition was fully read up to `nextOffset` as of `at` (milliseconds): nothing older is still to come. */
  onCaughtUp?(partition: { topic: string; partition: number; nextOffset: number; at: number }): Promise<void>;
  /** The partition's state changed: for logs, readiness and metrics. */
  onState?(state: PartitionState): void;
}

export interface ResumePoint {
  readonly nextOffset: number;
  /**
   * The last record that the projection took, as `identityOf` describes it: tells a recreated topic from the one that
   * was read, even when it has been filled past the position.
   */
  readonly lastRecord?: RecordIdentity;
}

export interface RecordIdentity {
  readonly offset: number;
  readonly timestamp: number;
  readonly keyHash: string;
}

export type PartitionState =
  | { readonly kind: 'running'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'revoked'; readonly topic: string; readonly partition: number }
  /** A batch failed and will be tried again at `retryAt`. */
  | {
      readonly kind: 'waiting';
      readonly topic: string;
      readonly partition: number;
      readonly error: Error;
      readonly retryAt: number;
    }
  /**
   * The log no longer holds what the projection wants next. The partition stands still until a person decides: going on
   * would skip or double events in silence.
   */
  | { readonly kind: 'stopped'; readonly topic: string; readonly partition: number; readonly error: PositionLost };

export interface Consumption {
  /** The states of the partitions that this member holds now. */
  partitions(): readonly PartitionState[];
  /** `failed` ends the consumption for good: the process should exit non-zero. */
  health(): { readonly status: 'joining' | 'running' | 'failed'; readonly error?: Error };
  /** Finishes the batch in hand, leaves the group. Safe to call twice. */
  stop(): Promise<void>;
}

export interface PartitionExtent {
  readonly partition: number;
  /** The oldest offset still there. */
  readonly low: number;
  /** The offset that the next record will get. */
  readonly high: number;
}

/** The log cannot be reached for now. Nothing was decided about the records in hand: try again. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** The log will never take this record. */
export class RecordRefused extends Error {
  override readonly name: string = 'RecordRefused';
}

/** There is no topic of that name: it is misspelt, or nobody has created it. */
export class UnknownTopic extends RecordRefused {
  override readonly name = 'UnknownTopic';

  constructor(topic: string) {
    super(`The event log has no topic ${topic}. Check the name, or create the topic first.`);
  }
}

/** The position that the projection wants is not in the log any more, or is not the one it knew. */
export class PositionLost extends Error {
  override readonly name = 'PositionLost';
}

/** Somebody else has moved the projection's position on: roll back, ask again where it stands. */
export class PositionMoved extends Error {
  override readonly name = 'PositionMoved';
}
