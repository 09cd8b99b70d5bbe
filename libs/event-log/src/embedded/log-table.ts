import type { Database } from '#libs/postgres';

import { UnknownTopic, type LogRecord, type PartitionExtent, type TopicSettings } from '../port.ts';
import type { Extent } from '../reading/position-check.ts';
import type { EncodedRecord } from '../records/encode-records.ts';
import { restoreHeaders, storeHeaders } from './header-text.ts';

interface Row {
  readonly low: number;
  readonly high: number;
  readonly offset: number | null;
  readonly timestamp: number;
  readonly key: Buffer;
  readonly value: Buffer | null;
  readonly headers: Parameters<typeof restoreHeaders>[0];
}

/** One statement takes the partitions' locks in one order, so that appends cannot block each other, and writes all. */
const APPEND = `
  WITH added AS (
    SELECT * FROM unnest($1::integer[], $2::integer[]) AS added (log_partition, records)
  ), locked AS MATERIALIZED (
    SELECT log_partition FROM log_partitions JOIN added USING (log_partition) ORDER BY log_partition
    FOR UPDATE OF log_partitions
  ), heads AS (
    UPDATE log_partitions AS head SET next_offset = head.next_offset + added.records
    FROM added JOIN locked USING (log_partition)
    WHERE head.log_partition = added.log_partition
    RETURNING head.log_partition, head.next_offset - added.records AS first
  )
  INSERT INTO log_records (log_partition, "offset", "timestamp", key, value, headers)
  SELECT log_partition, heads.first + record.rank, $3, record.key, record.value, record.headers
  FROM unnest($4::integer[], $5::integer[], $6::bytea[], $7::bytea[], $8::json[])
    AS record (log_partition, rank, key, value, headers)
  JOIN heads USING (log_partition)`;

const EXTENT = `
  head.next_offset AS high,
  coalesce((SELECT min(first."offset") FROM log_records AS first WHERE first.log_partition = head.log_partition),
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
    const numbers = records.map(({ partition }) => partitions[partition] as number);
    const counts = new Map<number, number>();
    const ranks = numbers.map((number) => {
      const rank = counts.get(number) ?? 0;
      counts.set(number, rank + 1);
      return rank;
    });
    await this.database.execute(APPEND, [
      [...counts.keys()],
      [...counts.values()],
      timestamp,
      numbers,
      ranks,
      records.map(({ key }) => key),
      records.map(({ value }) => value),
      records.map(({ headers }) => storeHeaders(headers)),
    ]);
    return [...counts.keys()];
  }

  /** What a partition holds and its records from an offset on, as of one moment. */
  async read(
    at: { readonly topic: string; readonly partition: number; readonly number: number },
    offset: number,
    count: number,
  ): Promise<Extent & { readonly records: LogRecord[] }> {
    const { topic, partition, number } = at;
    const rows = await this.database.query<Row>(
      `SELECT ${EXTENT}, record."offset", record."timestamp", record.key, record.value, record.headers
       FROM log_partitions AS head LEFT JOIN LATERAL (
         SELECT * FROM log_records
         WHERE log_records.log_partition = head.log_partition AND log_records."offset" >= $2
         ORDER BY log_records."offset" LIMIT $3
       ) AS record ON true
       WHERE head.log_partition = $1 ORDER BY record."offset"`,
      [number, offset, count],
    );
    const [head] = rows;
    // Somebody has dropped the topic: to a reader, a log that holds nothing.
    if (head === undefined) return { low: 0, high: 0, records: [] };
    const records = rows.flatMap((row) => (row.offset === null ? [] : [toRecord(topic, partition, row.offset, row)]));
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

function toRecord(topic: string, partition: number, offset: number, row: Row): LogRecord {
  const { timestamp, key, value, headers } = row;
  return { topic, partition, offset, timestamp, key, value, headers: restoreHeaders(headers) };
}
