import type { LogRecord } from '../port.ts';
import type { EncodedRecord } from '../records/encode-records.ts';

/** The records of one partition, in memory. */
export class MemoryPartition {
  private readonly topic: string;
  private readonly partition: number;
  private records: LogRecord[] = [];
  private first = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get low(): number {
    return this.first;
  }

  get high(): number {
    return this.first + this.records.length;
  }

  append(record: EncodedRecord, timestamp: number): void {
    const headers = Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)] as const);
    this.records.push({
      topic: this.topic,
      partition: this.partition,
      offset: this.high,
      timestamp,
      // Copies: a caller that reuses its buffer must not rewrite the past.
      key: Buffer.from(record.key),
      value: record.value === null ? null : Buffer.from(record.value),
      headers: Object.fromEntries(headers),
    });
  }

  read(offset: number, count: number): LogRecord[] {
    const from = Math.max(0, offset - this.first);
    return this.records.slice(from, from + count);
  }

  /** Removes the records before an offset, as retention does. */
  removeBefore(offset: number): void {
    this.records = this.records.slice(Math.max(0, offset - this.first));
    this.first = Math.max(this.first, offset);
  }
}
