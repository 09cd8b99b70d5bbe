import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases: what happened to each, and a row for each to find it by. Times are epoch milliseconds. */
export class Cases1764310000000 implements MigrationInterface {
  readonly name = 'Cases1764310000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cases (
        case_id   text PRIMARY KEY,
        subject   text NOT NULL,
        ordinal   integer NOT NULL,
        version   integer NOT NULL,
        state     text NOT NULL,
        severity  text NOT NULL,
        owner     text,
        segment   jsonb NOT NULL,
        opened_at bigint NOT NULL,
        due_at    bigint NOT NULL,
        wakes_at  bigint,
        UNIQUE (subject, ordinal)
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE cases IS 'How each case stands, for finding it; what happened to it is in case_events.';
      COMMENT ON COLUMN cases.subject IS 'Whose case it is: a hash of the respondent or the ticket, or an alert.';
      COMMENT ON COLUMN cases.ordinal IS 'The how-manieth case of its subject it is, from 1.';
      COMMENT ON COLUMN cases.version IS 'How many events it has: a writer must have seen the last one.';
      COMMENT ON COLUMN cases.wakes_at IS 'When the clock changes it next: the end of a snooze, or its deadline.';
      CREATE INDEX cases_newest ON cases (opened_at DESC, case_id DESC);
      CREATE INDEX cases_in_work ON cases (opened_at DESC, case_id DESC)
        WHERE state IN ('open', 'acknowledged', 'contacted');
      CREATE INDEX cases_of_team ON cases ((segment->>'team'), opened_at DESC, case_id DESC);
      CREATE INDEX cases_of_owner ON cases (owner, opened_at DESC, case_id DESC);
      CREATE INDEX cases_to_wake ON cases (wakes_at) WHERE wakes_at IS NOT NULL;

      CREATE TABLE case_events (
        case_id     text NOT NULL REFERENCES cases,
        version     integer NOT NULL,
        event       jsonb NOT NULL,
        key         text,
        response_id text,
        PRIMARY KEY (case_id, version)
      );
      COMMENT ON TABLE case_events IS 'What happened to each case, in order; never changed, only added to.';
      COMMENT ON COLUMN case_events.key IS 'The key under which somebody asked for it: asked again, it is not done again.';
      COMMENT ON COLUMN case_events.response_id IS 'The answer that closed the loop, or no longer does.';
      CREATE UNIQUE INDEX case_events_by_key ON case_events (case_id, key) WHERE key IS NOT NULL;
      CREATE INDEX case_events_of_response ON case_events (response_id) WHERE response_id IS NOT NULL;

      ALTER TABLE alerts ADD COLUMN case_id text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alerts DROP COLUMN case_id; DROP TABLE case_events, cases');
  }
}
