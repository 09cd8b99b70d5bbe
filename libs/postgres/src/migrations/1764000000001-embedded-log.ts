import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event log of an installation without Kafka: topics, partitions and records as tables. */
export class EmbeddedLog1764000000001 implements MigrationInterface {
  readonly name = 'EmbeddedLog1764000000001';

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

      CREATE TABLE log_chunks (
        log_partition integer NOT NULL,
        first_offset  bigint NOT NULL,
        records       integer NOT NULL,
        "timestamp"   bigint NOT NULL,
        body          bytea NOT NULL,
        PRIMARY KEY (log_partition, first_offset)
      );
      -- Compressing and unpacking would take longer than everything else that is done to a record.
      ALTER TABLE log_chunks ALTER COLUMN body SET STORAGE EXTERNAL;
      COMMENT ON TABLE log_chunks IS 'The records of the embedded event log, append-only, in chunks as they were appended.';
      COMMENT ON COLUMN log_chunks."timestamp" IS 'When the log took the records, in milliseconds since 1970.';
      COMMENT ON COLUMN log_chunks.body IS 'Keys, values and headers; libs/event-log/src/embedded/record-chunk.ts says how.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE log_chunks; DROP TABLE log_partitions;');
  }
}
