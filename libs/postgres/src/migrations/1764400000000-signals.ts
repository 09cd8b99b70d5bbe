import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts about segments, tickets and repeated answers beside those about one answer. Times are epoch milliseconds. */
export class Signals1764400000000 implements MigrationInterface {
  readonly name = 'Signals1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE alerts ALTER COLUMN response_id DROP NOT NULL;
      COMMENT ON COLUMN alerts.response_id IS 'The response that the alert is about; null when it is about a segment or a ticket.';

      CREATE INDEX alerts_that_last ON alerts (changed_at DESC) WHERE response_id IS NULL AND state = 'firing';

      CREATE TABLE signals (
        alert_id text PRIMARY KEY,
        rule     text NOT NULL,
        segment  jsonb NOT NULL,
        lives    jsonb NOT NULL
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE signals IS 'What the rules about numbers found in each segment, as far back as it may be corrected.';
      COMMENT ON COLUMN signals.lives IS 'The changes of the life, in order; libs/core/src/alerts/life/lives.ts says what they are.';

      CREATE TABLE signal_looks (
        one         boolean PRIMARY KEY DEFAULT true CHECK (one),
        judged_at   bigint
      );
      COMMENT ON TABLE signal_looks IS 'Up to which instant the rules about numbers were judged: the lock of whoever judges.';
      INSERT INTO signal_looks (judged_at) VALUES (NULL);

      CREATE TABLE pager (
        one         boolean PRIMARY KEY DEFAULT true CHECK (one),
        state       text NOT NULL,
        advanced_at bigint NOT NULL,
        wakes_at    bigint
      ) WITH (fillfactor = 50);
      COMMENT ON TABLE pager IS 'Who is owed which page; libs/core/src/alerts/paging/pager-state.ts says how.';
      INSERT INTO pager (state, advanced_at)
        VALUES ('{"alerts":{},"errands":[],"groupPagedAt":{},"pagedAt":{},"delivered":0}', 0);

      CREATE TABLE pager_notices (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        notice   text NOT NULL
      );
      COMMENT ON TABLE pager_notices IS 'Steps of alerts that the pager has not heard of yet.';

      ALTER TABLE outbox ADD COLUMN withheld text[];
      COMMENT ON COLUMN outbox.withheld IS 'Alerts that the message was kept from speaking of: they were over before anybody could be told.';

      CREATE TABLE due_tickets (
        ticket_id    text PRIMARY KEY,
        due_at       bigint NOT NULL,
        due_known_at bigint NOT NULL,
        ended_at     bigint,
        segment      jsonb NOT NULL,
        wake_at      bigint
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE due_tickets IS 'Where each ticket that has a due time stands towards it.';
      COMMENT ON COLUMN due_tickets.wake_at IS 'When it must be looked at again although nothing is heard of it; null when it need not.';
      CREATE INDEX due_tickets_waking ON due_tickets (wake_at) WHERE wake_at IS NOT NULL;

      CREATE TABLE repeat_answers (
        rule        text NOT NULL,
        response_id text COLLATE "C" NOT NULL,
        subject     text NOT NULL,
        answered_at bigint NOT NULL,
        PRIMARY KEY (response_id, rule)
      );
      COMMENT ON TABLE repeat_answers IS 'Bad responses under the rules about repeats, by whose they are: a digest, no name.';
      CREATE INDEX repeat_answers_in_order ON repeat_answers (subject, rule, answered_at, response_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox DROP COLUMN withheld;
      DROP TABLE pager_notices, pager, repeat_answers, due_tickets, signal_looks, signals;
      DROP INDEX alerts_that_last;
      DELETE FROM alerts WHERE response_id IS NULL;
      ALTER TABLE alerts ALTER COLUMN response_id SET NOT NULL;
    `);
  }
}
