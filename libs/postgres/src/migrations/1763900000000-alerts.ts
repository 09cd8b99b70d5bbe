import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the alerter knows of responses, the alerts it raised, and what it still has to tell. Times are epoch milliseconds. */
export class Alerts1763900000000 implements MigrationInterface {
  readonly name = 'Alerts1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alert_responses (
        response_id text PRIMARY KEY,
        version     integer NOT NULL,
        standing    text NOT NULL
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE alert_responses IS 'How each response stands towards the alert rules; no scores of contented people.';

      CREATE TABLE alerts (
        alert_id    text PRIMARY KEY,
        rule        text NOT NULL,
        response_id text NOT NULL,
        severity    text NOT NULL,
        state       text NOT NULL,
        step        integer NOT NULL,
        raised_at   bigint NOT NULL,
        changed_at  bigint NOT NULL,
        segment     jsonb NOT NULL,
        summary     text NOT NULL,
        evidence    jsonb NOT NULL,
        UNIQUE (response_id, rule)
      );
      COMMENT ON COLUMN alerts.step IS 'How many times the alert has come into a state; numbers its events.';
      CREATE INDEX alerts_newest ON alerts (raised_at DESC, alert_id DESC);
      CREATE INDEX alerts_of_team ON alerts ((segment->>'team'), raised_at DESC, alert_id DESC);

      CREATE TABLE outbox (
        sequence        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        destination     text NOT NULL,
        key             text NOT NULL,
        event_id        text NOT NULL,
        type            text NOT NULL,
        happened_at     bigint NOT NULL,
        body            text NOT NULL,
        created_at      bigint NOT NULL,
        attempts        integer NOT NULL DEFAULT 0,
        next_attempt_at bigint NOT NULL,
        last_error      text,
        delivered_at    bigint,
        given_up_at     bigint,
        UNIQUE (destination, event_id)
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE outbox IS 'What must reach a topic or a receiver, written in the transaction that caused it.';
      COMMENT ON COLUMN outbox.destination IS 'topic:<name> or webhook:<receiver>';
      COMMENT ON COLUMN outbox.key IS 'Messages of one key reach a destination in the order of their sequence.';
      COMMENT ON COLUMN outbox.next_attempt_at IS 'While a message is being delivered: when others may take it for abandoned.';
      CREATE INDEX outbox_due ON outbox (destination, next_attempt_at, sequence)
        WHERE delivered_at IS NULL AND given_up_at IS NULL;
      CREATE INDEX outbox_waiting ON outbox (destination, key, sequence)
        WHERE delivered_at IS NULL AND given_up_at IS NULL;
      CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, alerts, alert_responses');
  }
}
