import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event log of an installation without Kafka: topics, partitions and records as tables. */
export class EmbeddedLog1764000000000 implements MigrationInterface {
  readonly name = 'EmbeddedLog1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE log_partitions (
        log_partition integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic         text NOT NULL,
        partition     integer NOT NULL,
        next_offset   bigint NOT NULL DEFAULT 0,
        UNIQUE (topic, partition)
      ) WITH (fillfactor = 50);
      COMMENT ON TABLE log_partitions IS 'The partitions of the embedded event log. Whoever appends locks the row, so that offsets are gapless and in commit order.';

      CREATE TABLE log_records (
        log_partition integer NOT NULL,
        "offset"      bigint NOT NULL,
        "timestamp"   bigint NOT NULL,
        key           bytea NOT NULL,
        value         bytea,
        headers       json NOT NULL,
        PRIMARY KEY (log_partition, "offset")
      );
      COMMENT ON TABLE log_records IS 'The records of the embedded event log, append-only.';
      COMMENT ON COLUMN log_records."timestamp" IS 'When the log took the record, in milliseconds since 1970.';
      COMMENT ON COLUMN log_records.headers IS 'Name to text; a header that is no text is an object with its bytes in base64.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE log_records; DROP TABLE log_partitions;');
  }
}
