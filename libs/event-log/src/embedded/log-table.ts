import { byteaArray, numberArray, type Database } from '#libs/postgres';

import { UnknownTopic, type LogRecord, type PartitionExtent, type TopicSettings } from '../port.ts';
import type { Extent } from '../reading/position-check.ts';
import type { EncodedRecord } from '../records/encode-records.ts';
import { readChunk, writeChunk } from './record-chunk.ts';

interface Row {
  readonly low: number;
  readonly high: number;
  readonly first_offset: number | null;
  readonly timestamp: number;
  readonly body: Buffer;
}

/** A chunk is read as a whole, even by who wants one record of it. */
const MOST_RECORDS = 500;
const MOST_BYTES = 1_000_000;

/** One statement takes the partitions' locks in one order, so that appends cannot block each other, and writes all. */
const APPEND = `
  WITH added AS (
    SELECT log_partition, sum(records) AS records FROM unnest($2::integer[], $4::integer[]) AS t (log_partition, records)
    GROUP BY log_partition
  ), locked AS MATERIALIZED (
    SELECT log_partition FROM log_partitions JOIN added USING (log_partition) ORDER BY log_partition
    FOR UPDATE OF log_partitions
  ), heads AS (
    UPDATE log_partitions AS head SET next_offset = head.next_offset + added.records
    FROM added JOIN locked USING (log_partition)
    WHERE head.log_partition = added.log_partition
    RETURNING head.log_partition, head.next_offset - added.records AS first
  )
  INSERT INTO log_chunks (log_partition, first_offset, records, "timestamp", body)
  SELECT log_partition, heads.first + chunk.rank, chunk.records, $1, chunk.body
  FROM unnest($2::integer[], $3::integer[], $4::integer[], $5::bytea[]) AS chunk (log_partition, rank, records, body)
  JOIN heads USING (log_partition)`;

const EXTENT = `
  head.next_offset AS high,
  coalesce((SELECT min(first.first_offset) FROM log_chunks AS first WHERE first.log_partition = head.log_partition),
    head.next_offset) AS low`;

/** The tables of the embedded event log. */
export class LogTable {
  private readonly database: Database;
  private readonly known = new Map<string, readonly number[]>();

  constructor(database: Database) {
    this.database = database;
  }

  async create(topics: readonly TopicSettings[]): Promise<void> {
    for (const { name, partitions } of topics) {
      await this.database.execute(
        `INSERT INTO log_partitions (topic, partition) SELECT $1, generate_series(0, $2::integer - 1)
         WHERE NOT EXISTS (SELECT FROM log_partitions WHERE topic = $1) ON CONFLICT DO NOTHING`,
        [name, partitions],
      );
    }
  }

  /**
   * The numbers of a topic's partitions in the tables, in the order of the partitions.
   *
   * @throws UnknownTopic
   */
  async partitions(topic: string): Promise<readonly number[]> {
    const known = this.known.get(topic);
    if (known !== undefined) return known;
    const rows = await this.database.query<{ log_partition: number }>(
      'SELECT log_partition FROM log_partitions WHERE topic = $1 ORDER BY partition',
      [topic],
    );
    if (rows.length === 0) throw new UnknownTopic(topic);
    const partitions = rows.map((row) => row.log_partition);
    this.known.set(topic, partitions);
    return partitions;
  }

  /** @returns the numbers of the partitions that have got something. */
  async append(partitions: readonly number[], records: readonly EncodedRecord[], timestamp: number): Promise<number[]> {
    const byPartition = new Map<number, EncodedRecord[]>();
    for (const record of records) {
      const number = partitions[record.partition] as number;
      const own = byPartition.get(number);
      if (own === undefined) byPartition.set(number, [record]);
      else own.push(record);
    }
    const chunks = [...byPartition].flatMap(([number, own]) => chunksOf(number, own));
    await this.database.execute(APPEND, [
      timestamp,
      numberArray(chunks.map(({ number }) => number)),
      numberArray(chunks.map(({ rank }) => rank)),
      numberArray(chunks.map((chunk) => chunk.records.length)),
      byteaArray(chunks.map((chunk) => writeChunk(chunk.records))),
    ]);
    return [...byPartition.keys()];
  }

  /** What a partition holds and its records from an offset on, as of one moment. */
  async read(
    at: { readonly topic: string; readonly partition: number; readonly number: number },
    offset: number,
    count: number,
  ): Promise<Extent & { readonly records: LogRecord[] }> {
    const { topic, partition, number } = at;
    const rows = await this.database.query<Row>(
      `SELECT ${EXTENT}, chunk.first_offset, chunk."timestamp", chunk.body
       FROM log_partitions AS head LEFT JOIN log_chunks AS chunk
         ON chunk.log_partition = head.log_partition
        AND chunk.first_offset < $2::bigint + $3::integer
        AND chunk.first_offset >= coalesce((SELECT max(holding.first_offset) FROM log_chunks AS holding
              WHERE holding.log_partition = $1 AND holding.first_offset <= $2), 0)
       WHERE head.log_partition = $1 ORDER BY chunk.first_offset`,
      [number, offset, count],
    );
    const [head] = rows;
    // Somebody has dropped the topic: to a reader, a log that holds nothing.
    if (head === undefined) return { low: 0, high: 0, records: [] };
    const records: LogRecord[] = [];
    for (const { first_offset: first, timestamp, body } of rows) {
      if (first === null) continue;
      for (const [rank, record] of readChunk(body).entries()) {
        const at = first + rank;
        if (at >= offset && records.length < count)
          records.push({ topic, partition, offset: at, timestamp, ...record });
      }
    }
    return { low: head.low, high: head.high, records };
  }

  /** @throws UnknownTopic */
  async extent(topic: string): Promise<PartitionExtent[]> {
    const extents = await this.database.query<{ partition: number; low: number; high: number }>(
      `SELECT head.partition, ${EXTENT} FROM log_partitions AS head WHERE head.topic = $1 ORDER BY head.partition`,
      [topic],
    );
    if (extents.length === 0) throw new UnknownTopic(topic);
    return extents.map(({ partition, low, high }) => ({ partition, low, high }));
  }
}

interface Chunk {
  /** The partition's number. */
  readonly number: number;
  /** How many records of the same append stand before it in the partition. */
  readonly rank: number;
  readonly records: EncodedRecord[];
}

/** Cuts the records of one partition into chunks. */
function chunksOf(number: number, records: readonly EncodedRecord[]): Chunk[] {
  const chunks: Chunk[] = [];
  let bytes = 0;
  for (const [rank, record] of records.entries()) {
    const chunk = chunks.at(-1);
    bytes += record.size;
    if (chunk === undefined || chunk.records.length === MOST_RECORDS || bytes > MOST_BYTES) {
      chunks.push({ number, rank, records: [record] });
      bytes = record.size;
    } else chunk.records.push(record);
  }
  return chunks;
}
