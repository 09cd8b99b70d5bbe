import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Journal, subjects, ledger, progress, panes: what the projector writes and the reader reads. Times are epoch milliseconds. */
export class Projections1763800000001 implements MigrationInterface {
  readonly name = 'Projections1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE streams (
        stream    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic     text NOT NULL,
        partition integer NOT NULL,
        UNIQUE (topic, partition)
      );
      COMMENT ON TABLE streams IS 'A number for each topic partition.';

      CREATE TABLE progress (
        projection     text NOT NULL,
        stream         integer NOT NULL REFERENCES streams,
        next_offset    bigint NOT NULL,
        next_sequence  bigint NOT NULL,
        last_offset    bigint,
        last_timestamp bigint,
        last_key_hash  text,
        complete_until bigint NOT NULL,
        PRIMARY KEY (projection, stream)
      );
      COMMENT ON TABLE progress IS 'Where each projection stands in each topic partition; moved by compare-and-set in the transaction of the batch.';
      COMMENT ON COLUMN progress.complete_until IS 'Every record that the log took before this instant has been projected.';

      CREATE TABLE journal (
        source    text NOT NULL,
        id        text NOT NULL,
        type      text NOT NULL,
        stream    integer NOT NULL,
        "offset"  bigint NOT NULL,
        logged_at bigint NOT NULL,
        kind      smallint NOT NULL,
        subject   text NOT NULL,
        known_at  bigint NOT NULL,
        body      text NOT NULL
      ) PARTITION BY RANGE (logged_at);
      COMMENT ON TABLE journal IS 'Every event once, as it was received, by the month in which the log took it. Whether an event is new is known from its subject.';
      CREATE INDEX journal_position ON journal USING brin (stream, "offset");
      CREATE INDEX journal_response ON journal (subject) WHERE kind = 1;

      CREATE TABLE subjects (
        kind    smallint NOT NULL,
        key     text NOT NULL,
        version integer NOT NULL,
        events  text NOT NULL,
        PRIMARY KEY (kind, key)
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE subjects IS 'The events of each response (kind 1) and ticket (kind 2) in the short form that the fold needs.';

      CREATE TABLE segments (
        segment    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key        text NOT NULL UNIQUE,
        attributes json NOT NULL
      );
      COMMENT ON TABLE segments IS 'A number for each combination of attribute values seen; key is a digest of them.';

      CREATE TABLE ledger (
        stream   integer NOT NULL,
        sequence bigint NOT NULL,
        fact     smallint NOT NULL,
        segment  integer NOT NULL,
        at       bigint NOT NULL,
        known_at bigint NOT NULL,
        weight   smallint NOT NULL,
        measures text NOT NULL,
        subject  text NOT NULL,
        cause    bigint NOT NULL,
        PRIMARY KEY (stream, sequence, at)
      ) PARTITION BY RANGE (at);
      COMMENT ON TABLE ledger IS 'What every event contributed, by the month of the fact: append-only, gapless and in commit order within a stream.';
      COMMENT ON COLUMN ledger.weight IS '1 adds the fact, -1 takes it back.';
      COMMENT ON COLUMN ledger.measures IS 'The integers of the fact, joined by commas; libs/core/src/facts names them.';
      COMMENT ON COLUMN ledger.cause IS 'Offset of the event that caused the row, in the same stream.';
      CREATE INDEX ledger_at ON ledger (at);

      CREATE TABLE panes (
        level   smallint NOT NULL,
        start   bigint NOT NULL,
        fact    smallint NOT NULL,
        segment integer NOT NULL,
        cell    text NOT NULL,
        PRIMARY KEY (level, start, fact, segment)
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE panes IS 'Hours (level 1) and days (level 2) of the ledger, summed up to pane_positions.';

      CREATE TABLE pane_positions (
        stream        integer PRIMARY KEY,
        next_sequence bigint NOT NULL
      );

      CREATE TABLE kpi_updates (
        kpi           text NOT NULL,
        period        text NOT NULL,
        segment       text NOT NULL,
        revision      integer NOT NULL,
        digest        text NOT NULL,
        event         text NOT NULL,
        sent_revision integer NOT NULL DEFAULT 0,
        PRIMARY KEY (kpi, period, segment)
      ) WITH (fillfactor = 70);
      COMMENT ON TABLE kpi_updates IS 'The last kpi-updated event of each key, and whether the log has it.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE kpi_updates, pane_positions, panes, ledger, segments, subjects, journal, progress, streams',
    );
  }
}
